using System.Text;

namespace PeerCall.Server.Telemetry.Prometheus;

/// <summary>The labels of one series, as tags in the order in which a call site gives them.</summary>
internal sealed class LabelSet
{
    private readonly KeyValuePair<string, object?>[] _tags;

    /// <summary>Keeps a copy of the tags.</summary>
    public LabelSet(ReadOnlySpan<KeyValuePair<string, object?>> tags) => _tags = tags.ToArray();

    /// <summary>
    /// The labels as they stand between braces, sorted by name, so that the order of tags makes no difference. Of names that are the same
    /// after the change of characters the first stays.
    /// </summary>
    public string Render()
    {
        var text = new StringBuilder();
        string? last = null;
        var labels = _tags.Select(static tag => (Name: PrometheusName.Label(tag.Key), tag.Value)).OrderBy(static label => label.Name, StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            if (string.Equals(name, last, StringComparison.Ordinal))
                continue;
            last = name;
            if (text.Length > 0)
                text.Append(',');
            text.Append(name).Append("=\"");
            PrometheusName.AppendEscaped(text, PrometheusName.Text(value), quotes: true);
            text.Append('"');
        }
        return text.ToString();
    }

    /// <summary>Finds a set by the tags of a measurement, without making one.</summary>
    public sealed class Comparer : IEqualityComparer<LabelSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, LabelSet>
    {
        public bool Equals(LabelSet? x, LabelSet? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x._tags, y));

        public int GetHashCode(LabelSet obj) => GetHashCode((ReadOnlySpan<KeyValuePair<string, object?>>)obj._tags);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, LabelSet other)
        {
            if (alternate.Length != other._tags.Length)
                return false;
            for (var i = 0; i < alternate.Length; i++)
            {
                if (!string.Equals(alternate[i].Key, other._tags[i].Key, StringComparison.Ordinal)
                    || !object.Equals(alternate[i].Value, other._tags[i].Value))
                {
                    return false;
                }
            }
            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var hash = new HashCode();
            foreach (var tag in alternate)
            {
                hash.Add(tag.Key, StringComparer.Ordinal);
                hash.Add(tag.Value);
            }
            return hash.ToHashCode();
        }

        public LabelSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate);
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Rtc;

/// <summary>A statistics report (W3C RTCStatsReport): its objects by their <see cref="RtcStats.Id"/>. A snapshot.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "W3C's name.")]
public sealed class RtcStatsReport : IReadOnlyDictionary<string, RtcStats>
{
    private readonly Dictionary<string, RtcStats> _stats = new(StringComparer.Ordinal);

    internal RtcStatsReport(DateTimeOffset time) => Time = time;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Time { get; }

    /// <inheritdoc/>
    public int Count => _stats.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _stats.Keys;

    /// <inheritdoc/>
    public IEnumerable<RtcStats> Values => _stats.Values;

    /// <summary>The pair that carries data; null if there is none.</summary>
    public CandidatePairStats? SelectedCandidatePair =>
        OfType<TransportStats>().FirstOrDefault()?.SelectedCandidatePairId is { } id && _stats.TryGetValue(id, out var pair) ? pair as CandidatePairStats : null;

    /// <inheritdoc/>
    public RtcStats this[string key] => _stats[key];

    /// <summary>The objects of one kind.</summary>
    public IEnumerable<T> OfType<T>()
        where T : RtcStats => _stats.Values.OfType<T>();

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _stats.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out RtcStats value) => _stats.TryGetValue(key, out value);

    /// <summary>JSON in W3C's names: one object with the statistics by their id, as a browser's report becomes one.</summary>
    public string ToJson() => JsonSerializer.Serialize(_stats, StatsJson.Default.DictionaryStringRtcStats);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, RtcStats>> GetEnumerator() => _stats.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(RtcStats stats) => _stats[stats.Id] = stats;
}

/// <summary>How a report becomes JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, RtcStats>))]
internal sealed partial class StatsJson : JsonSerializerContext;

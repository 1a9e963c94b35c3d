using System.Globalization;

namespace PeerCall.Benchmarks.Turn.Relays;

/// <summary>What every relay of a run is started with.</summary>
/// <param name="FirstPort">First relay port. The range lies outside of the system's ephemeral ports, or the generator's own sockets would take some of it.</param>
/// <param name="LastPort">Last relay port.</param>
internal sealed record RelaySettings(int FirstPort, int LastPort)
{
    /// <summary>20000 to 31999.</summary>
    public static RelaySettings Default { get; } = new(20000, 31999);

    /// <summary>The shared secret of the ephemeral credentials.</summary>
    public string Secret { get; } = "benchmark-secret-of-no-value-to-anybody";

    /// <summary>Relay ports.</summary>
    public int Ports => LastPort - FirstPort + 1;

    /// <summary>Reads <c>first-last</c>.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static RelaySettings Parse(string? text)
    {
        if (text is null)
            return Default;
        var ends = text.Split('-');
        return ends.Length == 2 && IsPort(ends[0], out var first) && IsPort(ends[1], out var last) && first < last
            ? new RelaySettings(first, last)
            : throw new FormatException($"--relay-ports takes a range such as 20000-31999, not {text}.");
    }

    private static bool IsPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;
}

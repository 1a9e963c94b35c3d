using System.Globalization;

namespace PeerCall.Cli.CommandLine;

/// <summary>Lengths of time as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>; a number alone counts seconds.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("", 1_000)];

    /// <summary>More than anybody waits, and little enough for a timer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>Reads one; it is longer than nothing.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)
                || !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                continue;
            duration = TimeSpan.FromMilliseconds(Math.Min(number * milliseconds, Longest.TotalMilliseconds));
            return duration > TimeSpan.Zero && number * milliseconds <= Longest.TotalMilliseconds;
        }
        duration = default;
        return false;
    }
}

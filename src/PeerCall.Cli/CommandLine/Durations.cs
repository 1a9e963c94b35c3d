using System.Globalization;

namespace PeerCall.Cli.CommandLine;

/// <summary>Lengths of time as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>; a number alone counts seconds.</summary>
internal static class Durations
{
    private static readonly (string Unit, decimal Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("", 1_000)];

    /// <summary>More than anybody waits, and little enough for a timer.</summary>
    private const decimal LongestMilliseconds = 24m * 24 * 3_600_000;

    /// <summary>Reads one; it is longer than nothing.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)
                || !decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                continue;
            var isPossible = number > 0 && number <= LongestMilliseconds / milliseconds;
            duration = isPossible ? TimeSpan.FromMilliseconds((double)(number * milliseconds)) : default;
            return duration > TimeSpan.Zero;
        }
        duration = default;
        return false;
    }
}

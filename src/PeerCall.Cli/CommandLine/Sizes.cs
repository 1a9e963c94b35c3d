using System.Globalization;

namespace PeerCall.Cli.CommandLine;

/// <summary>Sizes in bytes as people write them: <c>4096</c>, <c>500M</c>, <c>2G</c>, also <c>2GiB</c>; powers of 1,024.</summary>
internal static class Sizes
{
    private const string Units = "KMGT";

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var number = text.AsSpan().Trim();
        if (number.EndsWith("iB", StringComparison.OrdinalIgnoreCase))
            number = number[..^2];
        var shift = 0;
        if (number.Length > 0 && Units.IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal) is >= 0 and var unit)
        {
            shift = 10 * (unit + 1);
            number = number[..^1];
        }
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out bytes) && bytes <= long.MaxValue >> shift && Shift(ref bytes, shift);
    }

    private static bool Shift(ref long bytes, int shift)
    {
        bytes <<= shift;
        return true;
    }
}

using System.Globalization;
using System.Text;

namespace PeerCall.Peer;

/// <summary>Makes a name of a file of this machine from what a stranger calls it (docs/protocol.md, section 11.1).</summary>
public static class FileName
{
    private const int MaxBytes = 200; // of 255 that file systems take: the rest is for a number and `.part`

    private static readonly char[] Forbidden = ['<', '>', ':', '"', '|', '?', '*'];

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>
    /// What follows the last <c>/</c> or <c>\</c>, without characters that are not to be seen or that a file system does not take, and without dots and spaces at its ends. Null if nothing is left.
    /// </summary>
    public static string? Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var last = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var cleaned = new StringBuilder();
        var bytes = 0;
        foreach (var rune in last.EnumerateRunes())
        {
            if (!IsAllowed(rune))
                continue;
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
                break;
            cleaned.Append(rune.ToString());
        }
        // A hidden file is nothing that somebody should receive unseen.
        var result = cleaned.ToString().Trim(' ', '.');
        var stem = result.Split('.')[0];
        return result.Length == 0 ? null : Devices.Contains(stem) ? $"_{result}" : result;
    }

    private static bool IsAllowed(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not 0xFFFD && !(rune.IsBmp && Array.IndexOf(Forbidden, (char)rune.Value) >= 0);
}

using System.Globalization;
using System.Text;

namespace PeerCall.Signaling;

/// <summary>
/// Cleans names that people give themselves, so that none can disguise itself as another, hide, or turn the text around it
/// (Unicode TR36 §2.5, TR39 §4).
/// </summary>
public static class DisplayName
{
    /// <summary>
    /// Removes control, format (bidirectional overrides, zero-width) and unassigned characters, folds white space and cuts
    /// at <see cref="ProtocolLimits.MaxNameLength"/>. Null if nothing visible is left.
    /// </summary>
    public static string? Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var cleaned = new StringBuilder(Math.Min(name.Length, ProtocolLimits.MaxNameLength));
        var space = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                space = cleaned.Length > 0;
                continue;
            }

            if (!IsAllowed(rune))
            {
                continue;
            }

            if (cleaned.Length + rune.Utf16SequenceLength + (space ? 1 : 0) > ProtocolLimits.MaxNameLength)
            {
                break;
            }

            if (space)
            {
                cleaned.Append(' ');
                space = false;
            }

            cleaned.Append(rune.ToString());
        }

        var result = cleaned.ToString();
        return HasVisible(result) ? result : null;
    }

    private static bool IsAllowed(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0xFFFD);

    private static bool HasVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not
                (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpaceSeparator))
            {
                return true;
            }
        }

        return false;
    }
}

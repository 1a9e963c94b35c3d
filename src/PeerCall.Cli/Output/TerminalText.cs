using System.Globalization;
using System.Text;

namespace PeerCall.Cli.Output;

/// <summary>Makes text that strangers wrote safe to print: escape sequences would let them draw on, or type into, somebody's terminal.</summary>
internal static class TerminalText
{
    /// <summary>One line, without characters that a terminal obeys or that turn the order of others around.</summary>
    public static string Clean(string text)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    cleaned.Append(' ');
                    break;
                case UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    break;
                default:
                    cleaned.Append(rune.ToString());
                    break;
            }
        }
        return cleaned.ToString();
    }
}

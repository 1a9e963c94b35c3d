namespace PeerCall.Signaling;

/// <summary>The form of a room's name: 3 to 64 of a–z, 0–9 and '-', the dash neither first nor last.</summary>
public static class RoomName
{
    /// <summary>The shortest name. Characters.</summary>
    public const int MinLength = 3;

    /// <summary>The longest name. Characters.</summary>
    public const int MaxLength = 64;

    /// <summary>True if <paramref name="name"/> has the form.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is < MinLength or > MaxLength || name[0] == '-' || name[^1] == '-')
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            {
                return false;
            }
        }

        return true;
    }
}

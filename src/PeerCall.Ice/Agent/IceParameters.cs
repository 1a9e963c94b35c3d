using System.Text;

namespace PeerCall.Ice;

/// <summary>User name fragment and password of one end in one generation (RFC 8445 §5.3). Its text does not show the password.</summary>
/// <param name="UsernameFragment"><c>ice-ufrag</c>: 4 to 256 ice-chars.</param>
/// <param name="Password"><c>ice-pwd</c>: 22 to 256 ice-chars.</param>
public sealed record IceParameters(string UsernameFragment, string Password)
{
    internal const int MaxLength = 256;
    private const int MinFragment = 4;
    private const int MinPassword = 22;

    // 48 and 144 random bits; the RFC asks for 24 and 128.
    private const int FragmentLength = 8;
    private const int PasswordLength = 24;

    /// <summary>Whether both have the form that RFC 8839 §5.4 asks for.</summary>
    public bool IsValid =>
        UsernameFragment is { Length: >= MinFragment and <= MaxLength } && IceCharacters.AreAll(UsernameFragment)
        && Password is { Length: >= MinPassword and <= MaxLength } && IceCharacters.AreAll(Password);

    /// <summary>New ones.</summary>
    public static IceParameters Create(IIceRandom random) => new(Text(random, FragmentLength), Text(random, PasswordLength));

    private static string Text(IIceRandom random, int length)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[PasswordLength];
        bytes = bytes[..length];
        random.Fill(bytes);
        Span<char> text = stackalloc char[PasswordLength];
        for (var i = 0; i < length; i++)
            text[i] = IceCharacters.Alphabet[bytes[i] & 63];
        return new string(text[..length]);
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UsernameFragment = ").Append(UsernameFragment);
        return true;
    }
}

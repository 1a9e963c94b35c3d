using System.Buffers;

namespace PeerCall.Ice;

/// <summary><c>ice-char</c> of RFC 8839 §5.1: what foundations, user name fragments and passwords consist of.</summary>
internal static class IceCharacters
{
    /// <summary>The 64 of them, so that one stands for six random bits.</summary>
    public const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<char> Set = SearchValues.Create(Alphabet);

    /// <summary>Whether there is one at least, and no other.</summary>
    public static bool AreAll(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Set);
}

using System.Buffers;
using System.Buffers.Text;

namespace PeerCall.Stun;

/// <summary>What a server says in its nonces that it can do, so that nobody on the way can take it back (RFC 8489 §9.2.1, §18.1).</summary>
/// <remarks>
/// Bit 0 is the rightmost of the 24: the text of §18.1 says leftmost, but the RFC's own example (appendix B.1) and the verified erratum 6290
/// say rightmost.
/// </remarks>
[Flags]
public enum StunSecurityFeatures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Bit 0: PASSWORD-ALGORITHMS is sent and must come back.</summary>
    PasswordAlgorithms = 1 << 0,

    /// <summary>Bit 1: USERHASH is taken in place of USERNAME.</summary>
    UsernameAnonymity = 1 << 1,
}

/// <summary>The first 13 bytes of a nonce of RFC 8489 (§9.2): <c>obMatJos2</c> and the security features in base64.</summary>
/// <param name="Features">24 bits; those that have no name are kept.</param>
public readonly record struct NonceCookie(StunSecurityFeatures Features)
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 13;

    private const int FeaturesLength = 3;

    private static ReadOnlySpan<byte> Prefix => "obMatJos2"u8;

    /// <summary>Reads what a nonce begins with; false if it has no cookie, as those of RFC 5389.</summary>
    public static bool TryRead(ReadOnlySpan<byte> nonce, out NonceCookie cookie)
    {
        cookie = default;
        if (nonce.Length < Length || !nonce.StartsWith(Prefix))
            return false;
        Span<byte> bits = stackalloc byte[FeaturesLength];
        if (Base64.DecodeFromUtf8(nonce[Prefix.Length..Length], bits, out _, out var written) is not OperationStatus.Done || written != FeaturesLength)
            return false;
        cookie = new NonceCookie((StunSecurityFeatures)((bits[0] << 16) | (bits[1] << 8) | bits[2]));
        return true;
    }

    /// <summary>Writes the 13 bytes.</summary>
    /// <exception cref="ArgumentException">Less room than that.</exception>
    public void Write(Span<byte> destination)
    {
        var features = (int)Features;
        Prefix.CopyTo(destination);
        Base64.EncodeToUtf8([(byte)(features >> 16), (byte)(features >> 8), (byte)features], destination[Prefix.Length..Length], out _, out _);
    }
}

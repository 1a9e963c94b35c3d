using System.Buffers.Binary;

namespace PeerCall.Stun;

/// <summary>The fixed first 20 bytes of every message (RFC 8489 §5).</summary>
public static class StunHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 20;

    /// <summary>Bytes 4 to 7 of every message.</summary>
    public const uint MagicCookie = 0x2112A442;

    /// <summary>XORed to the CRC of a FINGERPRINT (RFC 8489 §14.7).</summary>
    internal const uint FingerprintXor = 0x5354554E;

    /// <summary>
    /// Whether the bytes begin as a STUN message does: two zero bits and the magic cookie. Tells STUN from HTTP, TLS, DTLS, RTP and
    /// ChannelData, which share ports with it (RFC 7983 §7).
    /// </summary>
    /// <param name="start">8 bytes or more; fewer are not STUN.</param>
    public static bool IsStun(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && start[0] < 0x40 && BinaryPrimitives.ReadUInt32BigEndian(start[4..]) == MagicCookie;

    internal static ushort BodyLength(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
}

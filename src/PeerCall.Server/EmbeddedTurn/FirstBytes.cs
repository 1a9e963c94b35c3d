using System.Buffers;
using PeerCall.Stun;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>What a connection begins with.</summary>
internal enum Beginning
{
    /// <summary>Too little to tell.</summary>
    Unknown,

    /// <summary>A STUN message.</summary>
    Stun,

    /// <summary>A TLS handshake record (RFC 8446 §5.1).</summary>
    Tls,

    /// <summary>Something else, such as HTTP.</summary>
    Other,
}

/// <summary>
/// Tells protocols apart by their first bytes (RFC 7983 §7). No request line of HTTP begins with a byte below 0x40, neither does HTTP/2's preface, and a client's first message to
/// TURN is never ChannelData.
/// </summary>
internal static class FirstBytes
{
    private const int Needed = 8;
    private const byte TlsHandshake = 0x16;
    private const uint Cookie = StunHeader.MagicCookie;

    /// <summary>Looks at the bytes so far. What can no longer become STUN is told at the first byte that shows it.</summary>
    public static Beginning Look(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> start = stackalloc byte[Needed];
        start = start[..(int)Math.Min(bytes.Length, Needed)];
        bytes.Slice(0, start.Length).CopyTo(start);
        if (start.IsEmpty)
            return Beginning.Unknown;
        if (start[0] == TlsHandshake)
            return Beginning.Tls;
        if (start[0] >= 0x40 || (start.Length >= 4 && (start[3] & 3) != 0))
            return Beginning.Other;
        for (var i = 4; i < start.Length; i++)
        {
            if (start[i] != (byte)(Cookie >> (8 * (7 - i))))
                return Beginning.Other;
        }
        return start.Length < Needed ? Beginning.Unknown : Beginning.Stun;
    }
}

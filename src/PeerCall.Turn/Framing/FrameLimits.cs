using PeerCall.Stun;

namespace PeerCall.Turn.Framing;

/// <summary>What may come next on a stream, so that a stranger cannot make the receiver buffer much, or wait long for something it would refuse anyway.</summary>
/// <param name="MaxStunLength">Longest STUN message in bytes, header included.</param>
/// <param name="AllowsChannelData">Whether ChannelData may come.</param>
public readonly record struct FrameLimits(int MaxStunLength, bool AllowsChannelData)
{
    /// <summary>Longest frame there is: a STUN message whose length is the largest multiple of 4 in 16 bits. ChannelData is shorter, 65,539 bytes.</summary>
    public const int MaxFrame = StunHeader.Length + 0xFFFC;

    /// <summary>
    /// Of a client without an allocation: STUN up to 4 KiB (USERNAME, REALM and NONCE of the greatest length make 2.1 KiB) and no ChannelData, which
    /// needs a channel. This is also what tells an HTTP request from TURN at its first byte: <c>GET</c> would be ChannelData on channel 0x4745.
    /// </summary>
    public static FrameLimits BeforeAllocation => new(4096, AllowsChannelData: false);

    /// <summary>Of a client with an allocation, and of a server: everything that RFC 8656 allows. A Send indication may carry almost 64 KiB.</summary>
    public static FrameLimits Allocated => new(MaxFrame, AllowsChannelData: true);
}

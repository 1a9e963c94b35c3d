using PeerCall.Stun;
using PeerCall.Turn.Client.Authentication;

namespace PeerCall.Turn.Client.Transactions;

/// <summary>One question to the server, through all the transactions that it takes: a challenge is answered with a transaction of its own.</summary>
internal sealed class TurnRequest
{
    private const byte Udp = 17;

    public required StunMethod Method { get; init; }

    /// <summary>Peer of CreatePermission and ChannelBind.</summary>
    public TransportAddress Peer { get; init; }

    /// <summary>Channel number of ChannelBind.</summary>
    public ushort Channel { get; init; }

    /// <summary>LIFETIME of Allocate and Refresh, in seconds; null: the server's choice.</summary>
    public uint? Lifetime { get; init; }

    /// <summary>REQUESTED-ADDRESS-FAMILY of Allocate; 0: none.</summary>
    public byte Family { get; init; }

    public TurnStage Stage => Method switch
    {
        StunMethod.Allocate => TurnStage.Allocate,
        StunMethod.CreatePermission => TurnStage.CreatePermission,
        StunMethod.ChannelBind => TurnStage.ChannelBind,
        _ => TurnStage.Refresh,
    };

    // --- The transaction that is under way; set by ClientTransactions. ---

    public TransactionId TransactionId { get; set; }

    public byte[] Bytes { get; set; } = [];

    public RetransmissionSchedule Schedule { get; set; } = null!;

    /// <summary>When it was sent first. What the server counts from is not earlier, so this is the safe origin of lifetimes.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>What it was signed with; null: not signed.</summary>
    public LongTermAuthentication? Signature { get; set; }

    /// <summary>438 was answered once: a second one ends it.</summary>
    public bool AnsweredStaleNonce { get; set; }

    /// <summary>A 401 that named another realm was answered once.</summary>
    public bool AnsweredOtherRealm { get; set; }

    /// <summary>An unproven response was discarded: what is said in place of "timed out" (RFC 8489 §9.2.5). 0: it was a success.</summary>
    public int? UnprovenCode { get; set; }

    /// <summary>Writes the attributes that are not credentials.</summary>
    public void WriteTo(ref StunWriter writer)
    {
        if (Method is StunMethod.Allocate)
            writer.Add(StunAttributes.RequestedTransport, Udp);
        if (Family != 0)
            writer.Add(StunAttributes.RequestedAddressFamily, Family);
        if (Lifetime is { } lifetime)
            writer.Add(StunAttributes.Lifetime, lifetime);
        if (Method is StunMethod.ChannelBind)
            writer.Add(StunAttributes.ChannelNumber, Channel);
        if (!Peer.IsNone)
            writer.Add(StunAttributes.XorPeerAddress, Peer);
    }
}

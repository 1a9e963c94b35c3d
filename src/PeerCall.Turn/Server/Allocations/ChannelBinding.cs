using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>A channel binding (RFC 8656 §12): a number that stands for a peer's transport address, in both directions.</summary>
internal sealed class ChannelBinding(ushort number, in TransportAddress peer, RelayedTransportAddress relayed, Permission permission)
{
    /// <summary>Fixed by RFC 8656 §12.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(600);

    /// <summary>How long after its end neither number nor peer may be bound differently: data sent before may still be on its way (RFC 8656 §12).</summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(300);

    /// <summary>0x4000 to 0x4FFF.</summary>
    public ushort Number { get; } = number;

    /// <summary>Whom the number stands for.</summary>
    public TransportAddress Peer { get; } = peer;

    /// <summary>Where data to this peer leaves.</summary>
    public RelayedTransportAddress Relayed { get; } = relayed;

    /// <summary>The peer's permission, which the way from the peer needs beside the channel. It may have been swept and made anew; then it is looked up again.</summary>
    public Permission Permission { get; set; } = permission;

    /// <summary>When it ends, unless it is refreshed.</summary>
    public TimeSpan Expires { get; set; }

    /// <summary>Whether the peer is a relayed transport address of this server, which is allowed only while it lives.</summary>
    public bool PeerIsRelayed { get; set; }

    /// <summary>The state of <see cref="LiveRelayedAddresses.Version"/> in which the peer was last seen to live.</summary>
    public int PeerSeenAt { get; set; }

    /// <summary>When number and peer may be bound differently.</summary>
    public TimeSpan Reusable => Expires + Quarantine;
}

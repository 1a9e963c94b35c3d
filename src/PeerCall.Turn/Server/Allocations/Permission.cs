using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>A permission (RFC 8656 §9): a peer's IP address, whatever the port, that may send to the relayed transport address.</summary>
internal sealed class Permission(in TransportAddress address)
{
    /// <summary>Fixed by RFC 8656 §9.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    /// <summary>The peer; its port means nothing.</summary>
    public TransportAddress Address { get; } = address.WithPort(0);

    /// <summary>When it ends, unless it is refreshed.</summary>
    public TimeSpan Expires { get; set; }
}

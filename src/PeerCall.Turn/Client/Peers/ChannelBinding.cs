using PeerCall.Stun;
using PeerCall.Turn.Client.Transactions;

namespace PeerCall.Turn.Client.Peers;

/// <summary>A channel between client and server that stands for one peer (RFC 8656 §3.5, §12), as the client knows it.</summary>
internal sealed class ChannelBinding(TransportAddress peer, ushort number)
{
    /// <summary>How long the server keeps it without a new ChannelBind (RFC 8656 §12.2).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Age at which it is refreshed.</summary>
    public static readonly TimeSpan RefreshAge = TimeSpan.FromSeconds(540);

    public TransportAddress Peer { get; } = peer;

    public ushort Number { get; } = number;

    /// <summary>Until when data may be sent over it.</summary>
    public TimeSpan BoundUntil { get; set; } = TimeSpan.MinValue;

    /// <summary>When to ask next: by itself while bound, otherwise with the next data.</summary>
    public TimeSpan AskAt { get; set; } = TimeSpan.MinValue;

    /// <summary>ChannelBind under way.</summary>
    public TurnRequest? Request { get; set; }

    public bool IsBound(TimeSpan now) => now < BoundUntil;
}

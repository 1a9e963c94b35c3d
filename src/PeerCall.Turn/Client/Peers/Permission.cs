using PeerCall.Stun;
using PeerCall.Turn.Client.Transactions;

namespace PeerCall.Turn.Client.Peers;

/// <summary>Whether datagrams go between the relayed address and one peer address, whatever its port (RFC 8656 §3.3, §9), as the client knows it.</summary>
internal sealed class Permission(TransportAddress peer)
{
    /// <summary>How long the server keeps it without a new CreatePermission (RFC 8656 §9).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Age at which it is refreshed.</summary>
    public static readonly TimeSpan RefreshAge = TimeSpan.FromSeconds(240);

    /// <summary>The peer, with the port of whoever asked first: the server ignores it.</summary>
    public TransportAddress Peer { get; } = peer;

    /// <summary>Whether the server has granted it and nothing has ended it since.</summary>
    public bool IsGranted { get; set; }

    /// <summary>When it ends, if granted.</summary>
    public TimeSpan ExpiresAt { get; set; }

    /// <summary>When to ask again, if granted; until when nobody asks on their own, if refused.</summary>
    public TimeSpan AskAt { get; set; }

    /// <summary>CreatePermission under way.</summary>
    public TurnRequest? Request { get; set; }
}

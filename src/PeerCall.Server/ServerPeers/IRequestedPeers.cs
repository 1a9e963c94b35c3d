namespace PeerCall.Server.ServerPeers;

/// <summary>The server peers that were asked for, for the hand-over from one run of the server to the next.</summary>
internal interface IRequestedPeers
{
    /// <summary>Those of rooms with people in.</summary>
    IReadOnlyList<RequestedPeer> ToHandover();

    /// <summary>Takes over what the run before has left: they come when somebody of their rooms is back.</summary>
    void Restore(IReadOnlyList<RequestedPeer> peers);
}

/// <summary>A server peer that was asked for.</summary>
/// <param name="Room">Where.</param>
/// <param name="Peer">Its kind.</param>
/// <param name="Name">Its display name; null: the kind's.</param>
internal sealed record RequestedPeer(string Room, string Peer, string? Name);

using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Sessions;

/// <summary>Where the signaling connection stands. Links go on in all of them.</summary>
internal enum SessionState
{
    Idle,
    Connecting,
    Connected,
    Reconnecting,
    Closed,
}

/// <summary>What a session tells, and asks.</summary>
internal interface ISessionEvents
{
    void StateChanged(SessionState state);

    /// <summary>Once for every <c>seq</c>, in order; <see cref="Joined"/> also after a rejoin in a new session.</summary>
    void Received(ServerMessage message);

    /// <summary>What to join with now; null while nobody wants to be in a room. Asked again in every new session. Its number is the session's affair.</summary>
    Join? JoinRequest();

    void JoinRefused(Error error);

    /// <summary>After a rejoin in a new session: whether a message that was never acknowledged still makes sense. Told nothing more of it if not.</summary>
    bool Keep(Pending entry);

    /// <summary>A connection was lost or did not come about; the next attempt is under way.</summary>
    /// <param name="attempts">Failures since the last one that worked.</param>
    /// <param name="loss">The newest.</param>
    void AttemptFailed(int attempts, in SocketLoss loss);

    /// <summary>A final close code or refusal: nothing is retried.</summary>
    void Ended(in SocketLoss loss);
}

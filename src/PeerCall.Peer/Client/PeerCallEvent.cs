using PeerCall.Peer.Engine;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer;

/// <summary>Something that a participant is told: see the records derived from it.</summary>
public abstract record PeerCallEvent
{
    private protected PeerCallEvent()
    {
    }
}

/// <summary>The participant's own part is another one.</summary>
/// <param name="State">What it is now.</param>
public sealed record ClientStateChanged(ClientState State) : PeerCallEvent;

/// <summary>This participant is in the room: for the first time, or again after a restart of the server.</summary>
/// <param name="OwnId">Its id.</param>
/// <param name="Role">Its role.</param>
public sealed record RoomJoined(string OwnId, PeerRole Role) : PeerCallEvent;

/// <summary>Somebody is there: already when this participant joined, or since now.</summary>
/// <param name="Peer">Who.</param>
public sealed record PeerAppeared(RemotePeer Peer) : PeerCallEvent;

/// <summary>What the room tells of somebody is another one: <see cref="RemotePeer.Info"/>.</summary>
/// <param name="Peer">Who.</param>
public sealed record PeerChanged(RemotePeer Peer) : PeerCallEvent;

/// <summary>Somebody has gone.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record PeerDeparted(RemotePeer Peer, LeaveReason Reason) : PeerCallEvent;

/// <summary>A link is another one: <see cref="RemotePeer.Status"/>.</summary>
/// <param name="Peer">To whom.</param>
/// <param name="Status">How it is.</param>
public sealed record LinkChanged(RemotePeer Peer, LinkStatus Status) : PeerCallEvent;

/// <summary>Somebody has written.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Text">What; a stranger's text.</param>
/// <param name="At">When the server took it.</param>
public sealed record ChatReceived(RemotePeer Peer, string Text, DateTimeOffset At) : PeerCallEvent;

/// <summary>Somebody is writing, or has stopped.</summary>
/// <param name="Peer">Who.</param>
/// <param name="IsActive">True while writing.</param>
public sealed record TypingChanged(RemotePeer Peer, bool IsActive) : PeerCallEvent;

/// <summary>Somebody has opened a data channel. Who reads it owns it; one that nobody wants is to be closed.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Channel">It is open.</param>
public sealed record ChannelOpened(RemotePeer Peer, IPeerChannel Channel) : PeerCallEvent;

/// <summary>Somebody offers a file: accept or decline it.</summary>
/// <param name="Peer">Who.</param>
/// <param name="File">The offer.</param>
public sealed record FileOffered(RemotePeer Peer, IncomingFile File) : PeerCallEvent;

/// <summary>The participant is in the room no more, and nothing is retried. The last event.</summary>
/// <param name="Error">Why; null if it has left by its own wish.</param>
public sealed record ClientEnded(PeerCallException? Error) : PeerCallEvent;

/// <summary>Where a participant stands. Links go on while it is <see cref="Reconnecting"/>.</summary>
public enum ClientState
{
    /// <summary>Not begun.</summary>
    Idle,

    /// <summary>On the way into the room.</summary>
    Connecting,

    /// <summary>In the room.</summary>
    Joined,

    /// <summary>The connection to the server is lost and is tried again by itself.</summary>
    Reconnecting,

    /// <summary>Left, or ended by somebody or something else.</summary>
    Ended,
}

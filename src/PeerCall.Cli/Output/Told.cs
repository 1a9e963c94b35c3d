using PeerCall.Peer;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Cli.Output;

/// <summary>Makes what is told of what the library says.</summary>
internal static class Told
{
    /// <summary>The event; null for what is not told.</summary>
    public static StayEvent? Of(PeerCallEvent what, RoomLink room) => what switch
    {
        ClientStateChanged { State: ClientState.Reconnecting or ClientState.Joined } changed => new StateEvent(Word(changed.State)),
        RoomJoined joined => new JoinedEvent(room.Server.ToString(), room.Room, joined.OwnId, Word(joined.Role)),
        PeerAppeared { Peer: var peer } => new PeerJoinedEvent(Describe(peer)),
        PeerChanged { Peer: var peer } => new PeerUpdatedEvent(Describe(peer)),
        PeerDeparted departed => new PeerLeftEvent(departed.Peer.Id, departed.Peer.Name, Word(departed.Reason)),
        LinkChanged link => Of(link.Peer, link.Status),
        ChatReceived chat => new ChatEvent(chat.Peer.Id, chat.Peer.Name, chat.Text, chat.At.ToUnixTimeMilliseconds()),
        _ => null,
    };

    /// <summary>Milliseconds with one decimal.</summary>
    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    private static LinkEvent Of(RemotePeer peer, LinkStatus status) => new(
        peer.Id,
        Word(status.State),
        status.Cause,
        status.Cause is null ? null : CauseCodes.Sentence(status.Cause),
        status.PeerCause,
        status.ConnectTime is { } time ? Milliseconds(time) : null,
        status.Restarts,
        status.Path is { } path ? new PathDescription(path.Kind, path.LocalType, path.RemoteType, path.Protocol, path.OwnRelay, path.FarRelay) : null);

    private static PeerDescription Describe(RemotePeer peer)
    {
        var info = peer.Info;
        return new PeerDescription(info.Id, info.Name, info.Kind switch { PeerKind.Browser => "browser", PeerKind.Headless => "headless", _ => "server" }, Word(info.Role), info.Connected);
    }

    private static string Word(PeerRole role) => role is PeerRole.Host ? "host" : "participant";

    private static string Word(LeaveReason reason) => reason switch
    {
        LeaveReason.Left => "left",
        LeaveReason.TimedOut => "timed-out",
        LeaveReason.Replaced => "replaced",
        _ => "removed",
    };

    private static string Word(ClientState state) => state is ClientState.Joined ? "joined" : "reconnecting";

    private static string Word(LinkState state) => state switch
    {
        LinkState.Connecting => "connecting",
        LinkState.Connected => "connected",
        LinkState.Interrupted => "interrupted",
        LinkState.Failed => "failed",
        _ => "closed",
    };
}

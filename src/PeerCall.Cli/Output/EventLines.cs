using System.Globalization;

namespace PeerCall.Cli.Output;

/// <summary>Events as sentences. Whatever a stranger has written in them is cleaned.</summary>
internal sealed class EventLines
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>The sentence; null for what is not worth one.</summary>
    public string? Of(StayEvent what)
    {
        Learn(what);
        return Sentence(what) is { } sentence && IsNews(what, sentence)
            ? string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(what.At).ToLocalTime():HH:mm:ss} {TerminalText.Clean(sentence)}")
            : null;
    }

    private string? Sentence(StayEvent what) => what switch
    {
        JoinedEvent joined => $"In room {joined.Room} as {joined.Peer} ({joined.Role}).",
        StateEvent { State: "reconnecting" } => "The connection to the server is lost; it is tried again.",
        PeerJoinedEvent { Peer: var peer } => $"{peer.Name} is here ({peer.Kind}, {peer.Id}).",
        PeerLeftEvent left => $"{left.Name} has gone ({left.Reason}).",
        LinkEvent { State: "connected", Path: { } path } link => $"The link to {NameOf(link.Peer)} is connected: {Words.Of(path)}.{Because(link)}",
        LinkEvent { State: "interrupted" } link => $"The link to {NameOf(link.Peer)} is interrupted.{Because(link)}",
        LinkEvent { State: "failed" } link => $"The link to {NameOf(link.Peer)} has failed.{Because(link)}",
        LinkEvent { State: "connecting", Cause: not null } link => $"The link to {NameOf(link.Peer)} is not there yet.{Because(link)}",
        StatsEvent stats => $"{NameOf(stats.Peer)}: round trip {Words.RoundTrip(stats.RoundTripMs)}, sent {Words.Bytes(stats.BytesSent)}, received {Words.Bytes(stats.BytesReceived)}.",
        ChatEvent chat => $"{chat.Name}: {chat.Text}",
        ChatSentEvent chat => $"You: {chat.Text}",
        ChannelEvent channel => $"Channel {channel.Label} of {NameOf(channel.Peer)}: {channel.Action}.",
        FileOfferedEvent { File: { Direction: FileDescription.Sending } file } => $"{file.Name} ({Words.Bytes(file.Size)}) is offered to {file.PeerName}.",
        FileOfferedEvent { File: var file } => $"{file.PeerName} offers {file.Name} ({Words.Bytes(file.Size)}).",
        FileDoneEvent { File: { Direction: FileDescription.Sending } file } => $"{file.PeerName} has {file.Name}.",
        FileDoneEvent done => $"{done.File.Name} is complete: {done.Path}",
        FileFailedEvent failed => $"{failed.File.Name} ({failed.File.PeerName}): {failed.Text} ({failed.Code})",
        ErrorEvent error => $"{error.Text} ({error.Code})",
        _ => null,
    };

    private static string Because(LinkEvent link) => link.Cause is { } cause ? $" {link.Text} ({cause})" : "";

    /// <summary>An event about a link may have changed only what its sentence leaves out.</summary>
    private bool IsNews(StayEvent what, string sentence)
    {
        if (what is not LinkEvent link)
            return true;
        var isNews = _links.GetValueOrDefault(link.Peer) != sentence;
        _links[link.Peer] = sentence;
        return isNews;
    }

    private void Learn(StayEvent what)
    {
        if (what is PeerJoinedEvent { Peer: var peer })
            _names[peer.Id] = peer.Name;
        else if (what is PeerUpdatedEvent { Peer: var changed })
            _names[changed.Id] = changed.Name;
        else if (what is PeerLeftEvent left)
            _links.Remove(left.Peer);
    }

    private string NameOf(string peer) => _names.GetValueOrDefault(peer, peer);
}

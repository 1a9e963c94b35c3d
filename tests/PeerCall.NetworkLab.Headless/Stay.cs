using System.Collections.Concurrent;
using PeerCall.Peer;

namespace PeerCall.NetworkLab.Headless;

/// <summary>One stay in the room: tells of everybody and of every link.</summary>
internal sealed class Stay(PeerCallClient client, int restarts)
{
    private readonly ConcurrentDictionary<string, Task> _conversations = new(StringComparer.Ordinal);
    private int _restarting;

    /// <summary>Joins and stays until it is told to stop, or the room is over.</summary>
    /// <returns>0; 1 if it could not join or was sent out.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var events = client.ReadEventsAsync(stopping);
        try
        {
            await client.JoinAsync(stopping);
            await foreach (var what in events)
            {
                if (Tell(what, stopping) is { } code)
                    return code;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            JsonLines.Write("stopped");
        }
        catch (PeerCallException fault)
        {
            JsonLines.Write("refused", ("code", fault.Code), ("text", fault.Message));
            return 1;
        }
        return 0;
    }

    private int? Tell(PeerCallEvent what, CancellationToken stopping)
    {
        switch (what)
        {
            case RoomJoined joined:
                JsonLines.Write("joined", ("peer", joined.OwnId));
                break;
            case ClientStateChanged { State: var state }:
                JsonLines.Write("state", ("state", state.ToString()));
                break;
            case PeerAppeared { Peer: var peer }:
                JsonLines.Write("peer", ("peer", peer.Id), ("name", peer.Name));
                _conversations[peer.Id] = new Conversation(peer).RunAsync(stopping);
                break;
            case PeerDeparted { Peer: var peer, Reason: var reason }:
                JsonLines.Write("gone", ("peer", peer.Id), ("reason", reason.ToString()));
                break;
            case LinkChanged { Peer: var peer, Status: var status }:
                _ = TellLinkAsync(peer, status);
                if (status.State is LinkState.Connected && restarts > 0 && Interlocked.Exchange(ref _restarting, 1) == 0)
                    _ = new Restarts(peer, restarts).RunAsync(stopping);
                break;
            case ChannelOpened { Channel: var channel }:
                _ = Conversation.EchoAsync(channel, stopping);
                break;
            case ClientEnded { Error: var error }:
                JsonLines.Write("ended", ("code", error?.Code), ("text", error?.Message));
                return error is null ? 0 : 1;
        }
        return null;
    }

    private static async Task TellLinkAsync(RemotePeer peer, LinkStatus status)
    {
        var path = status.Path;
        string? localType = null, remoteType = null, relayProtocol = null;
        try
        {
            var stats = await peer.GetStatsAsync();
            if (stats.SelectedCandidatePair is { } pair)
            {
                if (stats.TryGetValue(pair.LocalCandidateId, out var ours) && ours is Rtc.LocalCandidateStats local)
                    (localType, relayProtocol) = (local.CandidateType, local.RelayProtocol);
                if (stats.TryGetValue(pair.RemoteCandidateId, out var theirs) && theirs is Rtc.RemoteCandidateStats remote)
                    remoteType = remote.CandidateType;
            }
        }
        catch (Rtc.RtcException)
        {
            // Closed meanwhile: there are none.
        }
        JsonLines.Write(
            "link",
            ("peer", peer.Id), ("state", status.State.ToString()), ("cause", status.Cause), ("connectMs", status.ConnectTime?.TotalMilliseconds), ("restarts", status.Restarts),
            ("path", path?.Kind), ("localType", localType), ("remoteType", remoteType), ("relayProtocol", relayProtocol));
    }
}

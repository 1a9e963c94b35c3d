using System.Collections.Concurrent;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Rooms;
using PeerCall.Server.Telemetry;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Links;

/// <summary>
/// The links between peers: those that live, and the newest of those that have ended. A link begins when two peers are in one room, and ends when one of them leaves. Memory is bounded: by the rooms,
/// and by <see cref="LinksOptions.MaxRecords"/>. Safe from any thread; nothing here waits.
/// </summary>
internal sealed class LinkBook(LinksOptions options, RelayLedger ledger, LinkFileQueue files, ServerMetrics metrics, TimeProvider clock) : IPeerObserver
{
    /// <summary>One report in so long is taken of one peer about another.</summary>
    public static readonly TimeSpan ReportGap = TimeSpan.FromMilliseconds(500);

    /// <summary>After so long an end is told again what it was told.</summary>
    public static readonly TimeSpan ToldAgainAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<LinkKey, Link> _live = new();
    private readonly Lock _gate = new();
    private readonly Queue<LinkRecord> _ended = new();
    private DateTimeOffset _reachesBackTo = clock.GetUtcNow();
    private DateTimeOffset _lastEnd;

    /// <summary>Takes a report.</summary>
    /// <param name="from">Whose it is.</param>
    /// <param name="to">The link's other end.</param>
    /// <param name="report">What it says.</param>
    /// <param name="path">How the link runs now, by both ends' newest reports.</param>
    /// <param name="isNews">Whether the other end is to be told: if it does not know it yet, or was told long ago.</param>
    /// <returns>False if it comes too soon, or one of them has just left: nothing has changed.</returns>
    public bool TryReport(RoomPeer from, RoomPeer to, LinkReport report, out string path, out bool isNews)
    {
        path = LinkPath.None;
        isNews = false;
        return _live.TryGetValue(LinkKey.Of(from, to), out var link) && link.TryReport(from, report, clock, out path, out isNews);
    }

    /// <summary>Those of a room that live.</summary>
    public IEnumerable<LinkRecord> LiveIn(Room room)
    {
        var peers = room.Peers;
        for (var i = 0; i < peers.Count; i++)
        {
            for (var j = i + 1; j < peers.Count; j++)
            {
                if (_live.TryGetValue(LinkKey.Of(peers[i], peers[j]), out var link))
                    yield return link.Read(ledger);
            }
        }
    }

    /// <summary>All that live.</summary>
    public IEnumerable<LinkRecord> Live() => _live.Values.Select(link => link.Read(ledger));

    /// <summary>Those that have ended, in the order of their ends.</summary>
    /// <param name="since">After this time.</param>
    /// <param name="isComplete">Whether that is all: false if memory does not reach back so far.</param>
    public IReadOnlyList<LinkRecord> Ended(DateTimeOffset since, out bool isComplete)
    {
        lock (_gate)
        {
            isComplete = since >= _reachesBackTo;
            return [.. _ended.SkipWhile(record => record.EndedAt <= since)];
        }
    }

    /// <summary>What has to outlast a restart in good order.</summary>
    public IReadOnlyList<LinkHandover> ToHandover() => [.. _live.Values.Select(static link => link.ToHandover())];

    /// <summary>Takes over what the run before knew of links whose peers are back in their rooms.</summary>
    public void Restore(IEnumerable<LinkHandover> links)
    {
        foreach (var handover in links)
        {
            if (_live.TryGetValue(new LinkKey(handover.Room, handover.One, handover.Other), out var link))
                link.Restore(handover);
        }
    }

    void IPeerObserver.Entered(RoomPeer peer, IReadOnlyList<RoomPeer> others)
    {
        var now = clock.GetUtcNow();
        foreach (var other in others)
        {
            var (one, two) = string.CompareOrdinal(peer.Id, other.Id) < 0 ? (peer, other) : (other, peer);
            _live[LinkKey.Of(one, two)] = new Link(one, two, now);
        }
    }

    void IPeerObserver.Left(RoomPeer peer, IReadOnlyList<RoomPeer> others, LeaveReason reason)
    {
        foreach (var other in others)
        {
            if (!_live.TryRemove(LinkKey.Of(peer, other), out var link))
                continue;
            var record = Keep(link, reason);
            metrics.LinkEnded(record.Cause ?? LinkCause.Unknown, record.Path);
            files.Add(record);
        }
    }

    private LinkRecord Keep(Link link, LeaveReason reason)
    {
        lock (_gate)
        {
            // A time of its own for each, whatever the clock does: who asks for those after one time gets all others.
            var now = clock.GetUtcNow();
            _lastEnd = now > _lastEnd ? now : _lastEnd.AddTicks(1);
            var record = link.End(ledger, _lastEnd, reason);
            _ended.Enqueue(record);
            while (_ended.Count > options.MaxRecords)
                _reachesBackTo = _ended.Dequeue().EndedAt!.Value;
            return record;
        }
    }

    /// <summary>The room, and its two peers in the order of their ids.</summary>
    private readonly record struct LinkKey(string Room, string One, string Other)
    {
        public static LinkKey Of(RoomPeer a, RoomPeer b) =>
            string.CompareOrdinal(a.Id, b.Id) < 0 ? new LinkKey(a.Room.Name, a.Id, b.Id) : new LinkKey(a.Room.Name, b.Id, a.Id);
    }
}

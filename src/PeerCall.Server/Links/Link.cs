using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Rooms;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Links;

/// <summary>A link that lives: two peers in one room. Safe from any thread.</summary>
/// <param name="one">The peer with the lesser id.</param>
/// <param name="other">The peer with the greater one.</param>
/// <param name="startedAt">When both were in the room.</param>
internal sealed class Link(RoomPeer one, RoomPeer other, DateTimeOffset startedAt)
{
    private readonly Lock _gate = new();
    private readonly Half _one = new(one);
    private readonly Half _other = new(other);
    private DateTimeOffset _startedAt = startedAt;
    private DateTimeOffset? _connectedAt;
    private bool _hasEnded;

    /// <summary>Takes a report of one of the two.</summary>
    /// <param name="from">Whose it is.</param>
    /// <param name="report">What it says.</param>
    /// <param name="clock">When.</param>
    /// <param name="path">How the link runs now, by both ends' newest reports.</param>
    /// <param name="isNews">Whether the other end is to be told: if it does not know it yet, or was told long ago.</param>
    /// <returns>False if it comes too soon after the one before, or the link has just ended: nothing has changed.</returns>
    public bool TryReport(RoomPeer from, LinkReport report, TimeProvider clock, out string path, out bool isNews)
    {
        lock (_gate)
        {
            var (half, far) = _one.Peer == from ? (_one, _other) : (_other, _one);
            path = LinkPath.None;
            isNews = false;
            if (_hasEnded || !half.Take(report, clock))
                return false;
            isNews = half.HasNews(clock);
            // Who is away does not hear it, and is told the same again.
            if (isNews && far.Peer.Info.Connected)
                half.Told(clock);
            if (report.State == "connected")
                _connectedAt ??= clock.GetUtcNow();
            path = LinkPath.Of(report, far.Report);
            return true;
        }
    }

    /// <summary>What is known now.</summary>
    public LinkRecord Read(RelayLedger ledger) => ToRecord(ledger, endedAt: null, reason: null);

    /// <summary>Ends it: no report changes it any more.</summary>
    public LinkRecord End(RelayLedger ledger, DateTimeOffset endedAt, LeaveReason reason)
    {
        lock (_gate)
            _hasEnded = true;
        return ToRecord(ledger, endedAt, reason);
    }

    /// <summary>For the next run of the server.</summary>
    public LinkHandover ToHandover()
    {
        lock (_gate)
            return new LinkHandover(one.Room.Name, one.Id, other.Id, _startedAt, _connectedAt, _one.Report, _one.Reports, _other.Report, _other.Reports);
    }

    /// <summary>Takes over what the run before knew.</summary>
    public void Restore(LinkHandover handover)
    {
        lock (_gate)
        {
            _startedAt = handover.StartedAt;
            _connectedAt = handover.ConnectedAt;
            _one.Restore(handover.OneReport, handover.OneReports);
            _other.Restore(handover.OtherReport, handover.OtherReports);
        }
    }

    private LinkRecord ToRecord(RelayLedger ledger, DateTimeOffset? endedAt, LeaveReason? reason)
    {
        lock (_gate)
        {
            return new LinkRecord
            {
                Room = one.Room.Name,
                One = _one.ToRecord(ledger),
                Other = _other.ToRecord(ledger),
                StartedAt = _startedAt,
                ConnectedAt = _connectedAt,
                EndedAt = endedAt,
                Reason = reason,
            };
        }
    }

    /// <summary>One end of it.</summary>
    private sealed class Half(RoomPeer peer)
    {
        private long? _takenAt;
        private LinkReport? _told;
        private long _toldAt;

        public RoomPeer Peer => peer;

        public LinkReport? Report { get; private set; }

        public long Reports { get; private set; }

        public bool Take(LinkReport report, TimeProvider clock)
        {
            var now = clock.GetTimestamp();
            if (_takenAt is { } before && clock.GetElapsedTime(before, now) < LinkBook.ReportGap)
                return false;
            _takenAt = now;
            Report = report;
            Reports++;
            return true;
        }

        /// <summary>Whether the newest report says anything but figures that the one told last does not; a message of the moment may have been lost, so that after a while everything is news again.</summary>
        public bool HasNews(TimeProvider clock) =>
            Report is { } now
            && (_told is not { } told
                || told.State != now.State
                || told.Cause != now.Cause
                || told.Local != now.Local
                || told.Remote != now.Remote
                || told.RelayOnly != now.RelayOnly
                || told.Paused != now.Paused
                || told.Restarts != now.Restarts
                || clock.GetElapsedTime(_toldAt) >= LinkBook.ToldAgainAfter);

        public void Told(TimeProvider clock)
        {
            _told = Report;
            _toldAt = clock.GetTimestamp();
        }

        public void Restore(LinkReport? report, long reports)
        {
            Report = report;
            Reports = reports;
        }

        public LinkHalf ToRecord(RelayLedger ledger)
        {
            var account = ledger.Of(peer.Id);
            return new LinkHalf(peer.Id, peer.Info.Kind, Report, Reports, account is { Made: 0, LastRefusal: null } ? null : account);
        }
    }
}

/// <summary>A live link as it is handed to the next run of the server.</summary>
internal sealed record LinkHandover(
    string Room,
    string One,
    string Other,
    DateTimeOffset StartedAt,
    DateTimeOffset? ConnectedAt,
    LinkReport? OneReport,
    long OneReports,
    LinkReport? OtherReport,
    long OtherReports);

using PeerCall.Server.Rooms;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// What survives a broken connection: the log, the ids that were applied, the place in a room (docs/protocol.md, section 2). Everything that a client's
/// message changes is changed under <see cref="Gate"/>, by the connection that holds the session at that moment.
/// </summary>
internal sealed class Session : IRoomMember
{
    private const int RememberedRefusals = 256;

    private readonly TimeProvider _time;
    private Queue<Refusal>? _refusals; // most sessions have none
    private volatile Connection? _connection;
    private volatile bool _overflowed;
    private volatile bool _ended;

    public Session(string id, TimeProvider time)
        : this(id, time, new SessionLog())
    {
    }

    private Session(string id, TimeProvider time, SessionLog log)
    {
        Id = id;
        _time = time;
        Log = log;
        OutsideSince = time.GetTimestamp();
    }

    public string Id { get; }

    /// <summary>Held while a client's message is applied, and while connections change. Taken before a room's lock, never after.</summary>
    public Lock Gate { get; } = new();

    public SessionLog Log { get; }

    /// <summary>The connection that holds the session; null while it is away.</summary>
    public Connection? Connection => _connection;

    /// <summary>Where it is; null outside any room.</summary>
    public RoomPeer? Peer { get; private set; }

    /// <summary>True once nothing can bring it back.</summary>
    public bool Ended => _ended;

    /// <summary>The greatest id that was answered.</summary>
    public long LastId { get; private set; }

    /// <summary>Since when nobody holds it, on the clock's timestamps; null while connected.</summary>
    public long? AwaySince { get; private set; }

    /// <summary>Since when it is in no room.</summary>
    public long? OutsideSince { get; private set; }

    /// <summary>What it had been told before; from a token, for the next join.</summary>
    public SessionIdentity? Identity { get; init; }

    /// <summary>When its credentials want to be renewed; null if they do not end.</summary>
    public DateTimeOffset? RenewAt { get; set; }

    /// <summary>True once its log could not take a message: it cannot go on.</summary>
    public bool Overflowed => _overflowed;

    /// <summary>Gives the session to a connection. The result is the one that held it before.</summary>
    public Connection? Attach(Connection connection)
    {
        var old = _connection;
        _connection = connection;
        AwaySince = null;
        return old;
    }

    /// <summary>The connection is gone, the session waits. False if another one holds it already.</summary>
    public bool Detach(Connection connection)
    {
        if (_connection != connection)
        {
            return false;
        }

        _connection = null;
        AwaySince = _time.GetTimestamp();
        return true;
    }

    public void Entered(RoomPeer peer)
    {
        Peer = peer;
        OutsideSince = null;
    }

    public void Left()
    {
        Peer = null;
        OutsideSince = _time.GetTimestamp();
    }

    public void End() => _ended = true;

    /// <summary>Marks a request as applied.</summary>
    public void Applied(long id) => LastId = id;

    /// <summary>Marks a request as refused and tells the client.</summary>
    public void Refused(long id, string code, string text)
    {
        LastId = id;
        _refusals ??= new Queue<Refusal>();
        _refusals.Enqueue(new Refusal(id, code, text));
        if (_refusals.Count > RememberedRefusals)
        {
            _refusals.Dequeue();
        }

        Deliver(OutgoingMessage.Create(new Error { Code = code, Text = text, Retryable = ErrorCodes.Retryable[code], InReplyTo = id }));
    }

    /// <summary>How an answered id was refused; null if it was applied.</summary>
    public Refusal? FindRefusal(long id)
    {
        foreach (var refusal in _refusals ?? [])
        {
            if (refusal.Id == id)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public void Deliver(OutgoingMessage message)
    {
        var connection = _connection;
        if (!Log.TryAppend(message, Environment.TickCount64, connected: connection is not null))
        {
            // The room is locked here: the session's end is housekeeping's.
            _overflowed = true;
            connection?.Close(CloseCodes.SlowConsumer);
            return;
        }

        connection?.Kick();
    }

    /// <inheritdoc />
    public void DeliverVolatile(OutgoingMessage message) => _connection?.SendVolatile(message);

    /// <inheritdoc />
    public void Evicted(int closeCode)
    {
        _ended = true;
        _connection?.Close(closeCode);
    }

    /// <summary>For the next run of the server; null if there is nothing worth going on with.</summary>
    public SessionHandover? ToHandover()
    {
        if (Ended || _overflowed || Peer is not { Present: true } peer)
        {
            return null;
        }

        var (firstSeq, messages) = Log.Snapshot();
        return new SessionHandover(
            Id, LastId, [.. _refusals ?? []], firstSeq, Array.ConvertAll(messages, m => m.Utf8.ToArray()), peer.Room.Name, peer.Info, peer.Opened);
    }

    /// <summary>The opposite of <see cref="ToHandover"/>: a session that waits for its client.</summary>
    public static Session Restore(SessionHandover handover, TimeProvider time)
    {
        var messages = handover.Messages.Select(OutgoingMessage.Restore).ToArray();
        var session = new Session(handover.Id, time, SessionLog.Restore(handover.FirstSeq, messages, Environment.TickCount64))
        {
            LastId = handover.LastId,
            AwaySince = time.GetTimestamp(),
        };
        session._refusals = handover.Refusals.Count == 0 ? null : new Queue<Refusal>(handover.Refusals);
        return session;
    }
}

/// <summary>A request that was refused, for the case that it is sent again.</summary>
internal sealed record Refusal(long Id, string Code, string Text);

/// <summary>A session as it is handed to the next run of the server.</summary>
internal sealed record SessionHandover(
    string Id, long LastId, IReadOnlyList<Refusal> Refusals, long FirstSeq, IReadOnlyList<byte[]> Messages, string Room, PeerInfo Peer, bool Opened);

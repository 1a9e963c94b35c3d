using PeerCall.Server.Rooms;

namespace PeerCall.Server.ServerPeers;

/// <summary>
/// Which server peers are in which rooms, and when they come and go. A room that is configured gets its own when somebody arrives; one that was asked for comes at once. When the last person has
/// left, all leave after a while. Safe from any thread; nothing here waits.
/// </summary>
internal sealed partial class ServerPeerRooms : IRoomObserver, IRequestedPeers
{
    /// <summary>How long a peer that was asked for waits in a room for the first person.</summary>
    public static readonly TimeSpan ArrivalTime = TimeSpan.FromSeconds(60);

    /// <summary>How long peers stay when the last person has left: a page that is reloaded finds them.</summary>
    public static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServerPeerRoom> _rooms = new(StringComparer.Ordinal);
    private readonly IServerPeerStarter _starter;
    private readonly ServerPeersOptions _options;
    private readonly ServerPeerMetrics _metrics;
    private readonly RoomRegistry _registry;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServerPeerRooms> _logger;
    private int _count;
    private bool _isStopping;

    /// <summary>Begins with nobody in any room.</summary>
    public ServerPeerRooms(
        IEnumerable<ServerPeerKind> kinds, ServerPeersOptions options, IServerPeerStarter starter, ServerPeerMetrics metrics, RoomRegistry registry, TimeProvider clock, ILogger<ServerPeerRooms> logger)
    {
        Kinds = kinds.ToDictionary(static kind => kind.Name, StringComparer.Ordinal);
        _options = options;
        _starter = starter;
        _metrics = metrics;
        _registry = registry;
        _clock = clock;
        _logger = logger;
        foreach (var (room, names) in options.Rooms)
            _rooms[room] = new ServerPeerRoom(room) { Configured = [.. names.Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>What there is, by name.</summary>
    public IReadOnlyDictionary<string, ServerPeerKind> Kinds { get; }

    /// <summary>Brings a peer into a room at once.</summary>
    /// <param name="room">A valid room name.</param>
    /// <param name="name">The kind.</param>
    /// <param name="displayName">Its name there, cleaned; null: the kind's.</param>
    /// <param name="run">The stay; null if refused.</param>
    public ServerPeerRefusal TryRequest(string room, string name, string? displayName, out IServerPeerRun? run)
    {
        run = null;
        if (!Kinds.TryGetValue(name, out var kind))
            return ServerPeerRefusal.UnknownKind;
        lock (_gate)
        {
            if (_isStopping)
                return ServerPeerRefusal.Draining;
            var known = _rooms.GetValueOrDefault(room);
            if (known?.Running.ContainsKey(name) == true)
                return ServerPeerRefusal.Exists;
            if (_count >= _options.Max)
                return ServerPeerRefusal.Busy;
            if (known is null)
            {
                _rooms[room] = known = new ServerPeerRoom(room);
                // Asked after the room is known here: who comes or goes meanwhile is told, or was seen.
                known.IsOccupied = _registry.Find(room)?.People.Count > 0;
            }
            known.Requested[name] = displayName;
            known.Dismissed.Remove(name);
            run = Start(known, kind, displayName);
            if (!known.IsOccupied && !known.IsClosing)
                CloseAfter(known, ArrivalTime);
            return ServerPeerRefusal.None;
        }
    }

    /// <summary>Sends a peer out of a room; it does not come back until the room was empty, or it is asked for.</summary>
    /// <returns>The stay that ends; null if it is not there.</returns>
    public IServerPeerRun? Dismiss(string room, string name)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(room, out var known) || !known.Running.TryGetValue(name, out var run))
                return null;
            known.Dismiss(name);
            run.Stop();
            return run;
        }
    }

    /// <inheritdoc/>
    public void PersonArrived(string room)
    {
        lock (_gate)
        {
            if (_isStopping || !_rooms.TryGetValue(room, out var known))
                return;
            known.IsOccupied = true;
            known.KeepOpen();
            StartMissing(known);
        }
    }

    /// <inheritdoc/>
    public void LastPersonLeft(string room)
    {
        lock (_gate)
        {
            if (_isStopping || !_rooms.TryGetValue(room, out var known))
                return;
            known.IsOccupied = false;
            CloseAfter(known, LeaveTime);
        }
    }

    /// <summary>Sends every peer out of its room, and lets none in from now on. Completes when they are gone.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            IServerPeerRun[] all = [.. _rooms.Values.SelectMany(static room => room.Running.Values)];
            foreach (var run in all)
                run.Stop();
            foreach (var room in _rooms.Values)
                room.KeepOpen();
            return Task.WhenAll(all.Select(static run => run.Ended));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RequestedPeer> ToHandover()
    {
        lock (_gate)
        {
            return [.. _rooms.Values.Where(static room => room.IsOccupied)
                .SelectMany(static room => room.Requested.Select(peer => new RequestedPeer(room.Name, peer.Key, peer.Value)))];
        }
    }

    /// <inheritdoc/>
    public void Restore(IReadOnlyList<RequestedPeer> peers)
    {
        lock (_gate)
        {
            foreach (var peer in peers.Where(peer => Kinds.ContainsKey(peer.Peer)))
            {
                if (!_rooms.TryGetValue(peer.Room, out var known))
                    _rooms[peer.Room] = known = new ServerPeerRoom(peer.Room);
                // Its people are away, and are told to have left if they do not come back.
                known.IsOccupied = true;
                known.Requested[peer.Peer] = peer.Name;
            }
        }
    }

    private void StartMissing(ServerPeerRoom room)
    {
        foreach (var name in room.Missing())
        {
            if (_count >= _options.Max)
            {
                LogFull(name, room.Name, _options.Max);
                return;
            }
            Start(room, Kinds[name], room.Requested.GetValueOrDefault(name));
        }
    }

    private IServerPeerRun Start(ServerPeerRoom room, ServerPeerKind kind, string? displayName)
    {
        var run = _starter.Start(room.Name, kind, displayName ?? kind.DisplayName);
        room.Running[kind.Name] = run;
        _count++;
        _metrics.Started(kind.Name);
        _ = FollowAsync(room, kind.Name, run);
        return run;
    }

    private async Task FollowAsync(ServerPeerRoom room, string name, IServerPeerRun run)
    {
        var end = await run.Ended;
        _metrics.Ended(name, isFailure: end is ServerPeerEnd.Failed);
        lock (_gate)
        {
            _count--;
            room.Running.Remove(name);
            // Who was sent out, or has done its work, is not to be back at once. One that has failed comes with the next person: neither for ever gone nor failing in a circle.
            if (end is ServerPeerEnd.Removed or ServerPeerEnd.Finished)
                room.Dismiss(name);
            if (_isStopping)
                return;
            if (!room.IsOccupied && !room.IsClosing)
                Forget(room);
            else if (end is ServerPeerEnd.Stopped)
                StartMissing(room); // somebody has come while it was leaving an empty room
        }
    }

    private void CloseAfter(ServerPeerRoom room, TimeSpan time)
    {
        if (room.IsSettled)
            Forget(room);
        else
            room.Close(_clock, time, Close);
    }

    // The time is over, and nobody has come.
    private void Close(ServerPeerRoom room, int closing)
    {
        lock (_gate)
        {
            if (room.Closing != closing || _isStopping)
                return;
            foreach (var run in room.Running.Values)
                run.Stop();
            Forget(room);
        }
    }

    /// <summary>Nobody is there: a room that is not configured is of no more interest when its last peer is gone, and one that is begins anew.</summary>
    private void Forget(ServerPeerRoom room)
    {
        room.KeepOpen();
        room.Requested.Clear();
        room.Dismissed.Clear();
        if (room.Configured.Count == 0 && room.Running.Count == 0)
            _rooms.Remove(room.Name);
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Warning, Message = "Server peer {Peer} is not brought into room {Room}: there are {Max} already (Peers:Max)")]
    private partial void LogFull(string peer, string room, int max);
}

/// <summary>Why a server peer is not brought into a room.</summary>
internal enum ServerPeerRefusal
{
    /// <summary>It is.</summary>
    None,

    /// <summary>There is no such kind.</summary>
    UnknownKind,

    /// <summary>It is there already.</summary>
    Exists,

    /// <summary>The server has as many as it may.</summary>
    Busy,

    /// <summary>The server stops.</summary>
    Draining,
}

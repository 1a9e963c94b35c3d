namespace PeerCall.Server.ServerPeers;

/// <summary>What is known of one room's server peers. Used under the lock of <see cref="ServerPeerRooms"/>.</summary>
internal sealed class ServerPeerRoom(string name)
{
    private ITimer? _closing;

    public string Name { get; } = name;

    /// <summary>Kinds that the configuration wants here.</summary>
    public IReadOnlyList<string> Configured { get; init; } = [];

    /// <summary>Kinds that were asked for, with their display names, as long as somebody is here.</summary>
    public Dictionary<string, string?> Requested { get; } = new(StringComparer.Ordinal);

    /// <summary>Kinds that are not to come back as long as somebody is here.</summary>
    public HashSet<string> Dismissed { get; } = new(StringComparer.Ordinal);

    /// <summary>Who is here, or on the way in or out, by kind.</summary>
    public Dictionary<string, IServerPeerRun> Running { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there are people in the room, those included whose connection is away.</summary>
    public bool IsOccupied { get; set; }

    /// <summary>Whether it is waited for the first person, or for one to come back.</summary>
    public bool IsClosing => _closing is not null;

    /// <summary>Names the time that is waited for; another one once that is over, or was called off.</summary>
    public int Closing { get; private set; }

    /// <summary>Whether an empty room leaves nothing to be done later.</summary>
    public bool IsSettled => Running.Count == 0;

    /// <summary>Kinds that should be here and are not.</summary>
    public IReadOnlyList<string> Missing() =>
        [.. Configured.Concat(Requested.Keys).Distinct(StringComparer.Ordinal).Where(kind => !Running.ContainsKey(kind) && !Dismissed.Contains(kind))];

    public void Dismiss(string kind)
    {
        Requested.Remove(kind);
        Dismissed.Add(kind);
    }

    /// <summary>Has <paramref name="close"/> called after a time, unless <see cref="KeepOpen"/> is before.</summary>
    public void Close(TimeProvider clock, TimeSpan after, Action<ServerPeerRoom, int> close)
    {
        KeepOpen();
        var closing = Closing;
        _closing = clock.CreateTimer(_ => close(this, closing), state: null, after, Timeout.InfiniteTimeSpan);
    }

    public void KeepOpen()
    {
        _closing?.Dispose();
        _closing = null;
        Closing++;
    }
}

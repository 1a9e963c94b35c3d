using System.Text;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Rooms;

/// <summary>
/// One room: who is in it, and the delivery of what they tell each other. All changes are made under one lock, so everybody sees them in the
/// same order; signals to one peer need no lock.
/// </summary>
internal sealed class Room(string name, int maxPeers, IRoomObserver observer, IReadOnlyList<IPeerObserver> peerObservers)
{
    private readonly Lock _gate = new();
    private HashSet<string>? _removed; // ids that were sent out; hardly ever any
    private volatile RoomPeer[] _peers = [];
    private RoomPassword? _password;
    private bool _closed;

    public string Name { get; } = name;

    public int MaxPeers { get; } = maxPeers;

    /// <summary>Everybody inside, in the order of coming; a snapshot.</summary>
    public IReadOnlyList<RoomPeer> Peers => _peers;

    /// <summary>Those inside who are none of the server's own: they open and close a room, take its places and can be its host. A snapshot.</summary>
    public IReadOnlyList<RoomPeer> People => Array.FindAll(_peers, IsPerson);

    public RoomPassword? Password
    {
        get
        {
            lock (_gate)
            {
                return _password;
            }
        }
    }

    /// <summary>
    /// Lets a peer in. <paramref name="welcome"/> gets the result while the room is still locked, so that what it delivers stands before
    /// everything that happens after.
    /// </summary>
    /// <returns>Null, or a code of <see cref="ErrorCodes"/>. An empty string: the room has just closed, ask for it again.</returns>
    public string? TryJoin(RoomEntry entry, Action<RoomPeer, IReadOnlyList<PeerInfo>> welcome)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return "";
            }

            if (entry.PeerId is { } known && _removed?.Contains(known) == true)
            {
                return ErrorCodes.Removed;
            }

            var isPerson = entry.Kind != PeerKind.Server;
            var opens = isPerson && !Array.Exists(_peers, IsPerson);
            if (Admit(entry, opens) is { } refusal)
            {
                return refusal;
            }

            // The same peer again: a new page has taken the old one's place.
            if (entry.PeerId is { } id && Find(id) is { } old)
            {
                Take(old, LeaveReason.Replaced);
                old.Member.Evicted(CloseCodes.Replaced);
            }

            if (isPerson && People.Count >= MaxPeers)
            {
                return ErrorCodes.RoomFull;
            }

            var restored = entry.Restored is not null;
            var opened = restored ? entry.Restored!.Value.Role == PeerRole.Host : opens;
            if (opened)
            {
                Demote();
            }

            var peer = new RoomPeer(this, entry.Member, new PeerInfo
            {
                Id = entry.PeerId ?? PeerId.Create(),
                Name = entry.Name,
                Kind = entry.Kind,
                Role = opened ? PeerRole.Host : PeerRole.Participant,
                Connected = true,
                Media = entry.Media,
            })
            { Restored = restored, Opened = opened };

            var others = Array.ConvertAll(_peers, p => p.Info);
            Broadcast(new PeerJoined { Peer = peer.Info }, except: null);
            Add(peer);
            welcome(peer, others);
            if (isPerson)
            {
                observer.PersonArrived(Name);
            }

            return null;
        }
    }

    /// <summary>Takes a peer out and tells the others. True if the room is empty now, and closed.</summary>
    public bool Leave(RoomPeer peer, LeaveReason reason)
    {
        lock (_gate)
        {
            if (!peer.Present)
            {
                return false;
            }

            Take(peer, reason);
            EnsureHost();
            return CloseIfEmpty();
        }
    }

    /// <summary>Puts a peer out for good; its id may not come back. Null, or a code of <see cref="ErrorCodes"/>.</summary>
    public string? Remove(RoomPeer by, string id)
    {
        lock (_gate)
        {
            if (by.Info.Role != PeerRole.Host)
            {
                return ErrorCodes.Forbidden;
            }

            if (Find(id) is not { } peer || peer == by)
            {
                return ErrorCodes.UnknownPeer;
            }

            (_removed ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
            Take(peer, LeaveReason.Removed);
            peer.Member.Evicted(CloseCodes.Removed);
            return null;
        }
    }

    /// <summary>Replaces a peer's media state.</summary>
    public void Update(RoomPeer peer, MediaState media) => Change(peer, info => info with { Media = media });

    /// <summary>Tells the others that a peer's signaling is away, or back.</summary>
    public void SetConnected(RoomPeer peer, bool connected)
    {
        lock (_gate)
        {
            Change(peer, info => info with { Connected = connected });
            if (connected && peer.Present && IsPerson(peer))
            {
                observer.PersonArrived(Name);
            }
        }
    }

    /// <summary>Makes the peer that is here longest host if nobody is; for the time after a restart, when the true host may still come back.</summary>
    public void EnsureHost()
    {
        lock (_gate)
        {
            if (!Array.Exists(_peers, p => p.Info.Role == PeerRole.Host) && Array.Find(_peers, IsPerson) is { } longest)
            {
                Change(longest, info => info with { Role = PeerRole.Host });
            }
        }
    }

    /// <summary>Delivers to everybody but <paramref name="from"/>, in order.</summary>
    public void Tell(RoomPeer from, ServerMessage message)
    {
        lock (_gate)
        {
            Broadcast(message, except: from);
        }
    }

    /// <summary>Delivers to everybody but <paramref name="from"/>, if they are there at the moment.</summary>
    public void TellVolatile(RoomPeer from, ServerMessage message)
    {
        var outgoing = OutgoingMessage.Create(message);
        foreach (var peer in _peers)
        {
            if (peer != from)
            {
                peer.Member.DeliverVolatile(outgoing);
            }
        }
    }

    /// <summary>The peer of an id as it stands in a message; null if it is not in this room.</summary>
    public RoomPeer? Find(ReadOnlySpan<byte> id)
    {
        foreach (var peer in _peers)
        {
            if (Ascii.Equals(id, peer.Id))
            {
                return peer;
            }
        }

        return null;
    }

    /// <summary>The peer of an id; null if it is not in this room.</summary>
    public RoomPeer? Find(string id) => Array.Find(_peers, p => p.Id == id);

    /// <summary>Closes the room if nobody is in it: nobody can be let in then, and the name is free for a new room.</summary>
    public bool CloseIfEmpty()
    {
        lock (_gate)
        {
            return _closed = _peers.Length == 0;
        }
    }

    /// <summary>What has to outlast a graceful restart.</summary>
    public RoomHandover ToHandover()
    {
        lock (_gate)
        {
            return new RoomHandover(Name, _password, [.. _removed ?? []]);
        }
    }

    /// <summary>Takes over what <see cref="ToHandover"/> gave, with the peers of <paramref name="entries"/>.</summary>
    public void Restore(RoomHandover handover, IEnumerable<(PeerInfo Info, bool Opened, IRoomMember Member, Action<RoomPeer> Entered)> entries)
    {
        lock (_gate)
        {
            _password = handover.Password;
            _removed = handover.Removed.Count == 0 ? null : new HashSet<string>(handover.Removed, StringComparer.Ordinal);
            foreach (var (info, opened, member, entered) in entries)
            {
                var peer = new RoomPeer(this, member, info) { Restored = true, Opened = opened };
                Add(peer);
                entered(peer);
            }
        }
    }

    private string? Admit(RoomEntry entry, bool opens)
    {
        if (entry.Kind is PeerKind.Server)
        {
            return null; // asked for by the operator, or by the one who opens the room
        }

        if (entry.Restored?.Password is { } proven)
        {
            // The room's own member has come back, perhaps after a restart. Whoever had opened the name meanwhile did not know the password.
            if (!proven.IsSame(_password))
            {
                if (Array.Exists(_peers, p => p.Restored && IsPerson(p)))
                {
                    return ErrorCodes.WrongPassword;
                }

                foreach (var stranger in Array.FindAll(_peers, IsPerson))
                {
                    Take(stranger, LeaveReason.Removed);
                    stranger.Member.Evicted(CloseCodes.PasswordChanged);
                }

                _password = proven;
            }

            return null;
        }

        if (opens)
        {
            _password = entry.NewPassword?.Invoke();
            return null;
        }

        return _password is null || entry.Verified is { } verified && verified.IsSame(_password) ? null
            : entry.GavePassword ? ErrorCodes.WrongPassword
            : ErrorCodes.PasswordRequired;
    }

    private void Demote()
    {
        foreach (var peer in _peers)
        {
            if (peer.Info.Role == PeerRole.Host)
            {
                Change(peer, info => info with { Role = PeerRole.Participant });
            }
        }
    }

    private void Change(RoomPeer peer, Func<PeerInfo, PeerInfo> change)
    {
        lock (_gate)
        {
            if (!peer.Present)
            {
                return;
            }

            peer.Info = change(peer.Info);

            // The peer itself knows its media and its connection; its role it learns here.
            Broadcast(new PeerUpdated { Peer = peer.Info }, except: null);
        }
    }

    private void Add(RoomPeer peer)
    {
        var others = _peers;
        _peers = [.. others, peer];
        foreach (var each in peerObservers)
        {
            each.Entered(peer, others);
        }
    }

    private void Take(RoomPeer peer, LeaveReason reason)
    {
        peer.Present = false;
        _peers = Array.FindAll(_peers, p => p != peer);
        foreach (var each in peerObservers)
        {
            each.Left(peer, _peers, reason);
        }

        Broadcast(new PeerLeft { Peer = peer.Id, Reason = reason }, except: null);
        if (IsPerson(peer) && !Array.Exists(_peers, IsPerson))
        {
            // For everybody outside the room is closed, whoever of the server's own is still in it.
            _password = null;
            observer.LastPersonLeft(Name);
        }
    }

    private void Broadcast(ServerMessage message, RoomPeer? except)
    {
        if (_peers.Length == 0 || (_peers.Length == 1 && _peers[0] == except))
        {
            return;
        }

        var outgoing = OutgoingMessage.Create(message);
        foreach (var peer in _peers)
        {
            if (peer != except)
            {
                peer.Member.Deliver(outgoing);
            }
        }
    }

    private static bool IsPerson(RoomPeer peer) => peer.Info.Kind != PeerKind.Server;
}

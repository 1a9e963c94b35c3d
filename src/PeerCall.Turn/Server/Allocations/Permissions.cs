using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// The permissions of an allocation. They end by their expiry, which every use looks at; sweeping only gives room back.
/// A short list, searched from the last hit: an allocation has a handful of peers.
/// </summary>
internal sealed class Permissions
{
    /// <summary>Most in one allocation. A call between two has as many as the other end has candidates; what is beyond gets 508.</summary>
    public const int Capacity = 64;

    private readonly List<Permission> _permissions = [];
    private Permission? _last;

    /// <summary>How many there are, those included that have expired and were not swept.</summary>
    public int Count => _permissions.Count;

    /// <summary>The permission for this peer's IP address, expired or not.</summary>
    public Permission? Find(in TransportAddress peer)
    {
        if (_last is { } last && last.Address.HasSameAddress(in peer))
            return last;
        foreach (var permission in _permissions)
        {
            if (permission.Address.HasSameAddress(in peer))
                return _last = permission;
        }
        return null;
    }

    /// <summary>Whether this peer may send now.</summary>
    public bool IsLive(in TransportAddress peer, TimeSpan now) => Find(in peer) is { } permission && now < permission.Expires;

    /// <summary>Whether so many new ones find room.</summary>
    public bool HasRoom(int added) => _permissions.Count + added <= Capacity;

    /// <summary>Installs or refreshes. The caller has made sure of the room.</summary>
    public Permission Install(in TransportAddress peer, TimeSpan now)
    {
        var permission = Find(in peer);
        if (permission is null)
        {
            permission = new Permission(in peer);
            _permissions.Add(permission);
        }
        permission.Expires = now + Permission.Lifetime;
        return permission;
    }

    /// <summary>Forgets what has expired.</summary>
    public void Sweep(TimeSpan now)
    {
        _last = null;
        _permissions.RemoveAll(permission => permission.Expires <= now);
    }

    /// <summary>Forgets one family: its relayed transport address is gone.</summary>
    public void RemoveFamily(bool ipv4)
    {
        _last = null;
        _permissions.RemoveAll(permission => permission.Address.IsIPv4 == ipv4);
    }
}

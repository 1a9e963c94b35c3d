using System.Globalization;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>The candidates of the other end in one generation, bounded: the best are kept (RFC 8445 §6.1.2.5, §19.5.1).</summary>
internal sealed class RemoteCandidateSet(int max, RemoteCandidateIds ids)
{
    private readonly Dictionary<TransportAddress, RemoteCandidate> _byAddress = [];

    public Dictionary<TransportAddress, RemoteCandidate>.ValueCollection Candidates => _byAddress.Values;

    public RemoteCandidate? Find(in TransportAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>Adds a candidate; null if the set is full of better ones.</summary>
    /// <param name="address">Address.</param>
    /// <param name="type">Type.</param>
    /// <param name="priority">Priority.</param>
    /// <param name="foundation">Foundation; null makes one that no other has (RFC 8445 §7.3.1.3).</param>
    /// <param name="isNeeded">Whether one must stay.</param>
    /// <param name="evicted">The one that had to go.</param>
    public RemoteCandidate? Add(
        in TransportAddress address, CandidateType type, uint priority, string? foundation, Func<RemoteCandidate, bool> isNeeded, out RemoteCandidate? evicted)
    {
        evicted = null;
        if (_byAddress.Count >= max)
        {
            evicted = Worst(isNeeded);
            if (evicted is null || evicted.Priority >= priority)
            {
                evicted = null;
                return null;
            }
            _byAddress.Remove(evicted.Address);
        }
        var id = ids.Next();
        // A foundation of signaling has no hyphen.
        var candidate = new RemoteCandidate(id, in address, type, priority, foundation ?? id);
        _byAddress.Add(address, candidate);
        return candidate;
    }

    public void Remove(RemoteCandidate candidate) => _byAddress.Remove(candidate.Address);

    private RemoteCandidate? Worst(Func<RemoteCandidate, bool> isNeeded)
    {
        RemoteCandidate? worst = null;
        foreach (var candidate in _byAddress.Values)
        {
            if ((worst is null || candidate.Priority < worst.Priority) && !isNeeded(candidate))
                worst = candidate;
        }
        return worst;
    }
}

/// <summary>Makes names of remote candidates, the same as long as the agent lives.</summary>
internal sealed class RemoteCandidateIds
{
    private int _last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"remote-{++_last}");
}

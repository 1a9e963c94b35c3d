using System.Globalization;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>The bases of this end and their candidates. They outlive a restart: what changes then are credentials, not sockets.</summary>
internal sealed class LocalCandidateSet
{
    private readonly FoundationTable _foundations = new();
    private readonly List<LocalCandidate> _candidates = [];
    private readonly List<LocalCandidate> _bases = [];
    private int _lastId;

    /// <summary>All of them, peer-reflexive ones excepted.</summary>
    public IReadOnlyList<LocalCandidate> Candidates => _candidates;

    /// <summary>Those that are their own base, from which pairs are made (RFC 8445 §6.1.2.2, §6.1.2.4).</summary>
    public List<LocalCandidate> Bases => _bases;

    public LocalCandidate? FindBase(int baseId)
    {
        foreach (var candidate in _bases)
        {
            if (candidate.BaseId == baseId)
                return candidate;
        }
        return null;
    }

    /// <summary>Adds a candidate; null if it tells nothing new (RFC 8445 §5.1.3).</summary>
    public LocalCandidate? Add(LocalCandidateInit init)
    {
        var baseCandidate = FindBase(init.BaseId);
        var isBase = init.Type is CandidateType.Host or CandidateType.Relayed;
        if (init.Type is CandidateType.PeerReflexive || init.Address.IsNone)
            throw new ArgumentException("A gathered candidate is a host, server-reflexive or relayed address.", nameof(init));
        if (!isBase && baseCandidate is null)
            throw new ArgumentException("A reflexive candidate belongs to a base that was added before.", nameof(init));
        if (isBase ? baseCandidate is not null : Find(init.BaseId, init.Address) is not null)
            return null;
        if (init.Type is CandidateType.Relayed && init.RelayProtocol is RelayProtocol.None)
            init = init with { RelayProtocol = RelayProtocol.Udp };

        var address = init.Address.WithoutScope();
        var baseAddress = baseCandidate?.Address ?? address;
        var candidate = new LocalCandidate(
            NextId(),
            init with { Address = address },
            _foundations.For(init.Type, in baseAddress, init.Server, init.RelayProtocol),
            UniquePreference(init, baseCandidate),
            in baseAddress);
        _candidates.Add(candidate);
        if (isBase)
            _bases.Add(candidate);
        return candidate;
    }

    /// <summary>The candidate that a check revealed (RFC 8445 §7.2.5.3.1).</summary>
    public LocalCandidate PeerReflexive(LocalCandidate baseCandidate, in TransportAddress mapped) => new(
        NextId(),
        new LocalCandidateInit
        {
            BaseId = baseCandidate.BaseId,
            Type = CandidateType.PeerReflexive,
            Address = mapped,
            RelatedAddress = baseCandidate.Address,
            RelayProtocol = baseCandidate.RelayProtocol,
            Server = baseCandidate.Server,
            NetworkType = baseCandidate.NetworkType,
        },
        _foundations.For(CandidateType.PeerReflexive, baseCandidate.Address, baseCandidate.Server, baseCandidate.RelayProtocol),
        baseCandidate.LocalPreference,
        baseCandidate.Address);

    public LocalCandidate? Find(int baseId, in TransportAddress address)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate.BaseId == baseId && candidate.Address == address)
                return candidate;
        }
        return null;
    }

    public void RemoveBase(int baseId)
    {
        _candidates.RemoveAll(c => c.BaseId == baseId);
        _bases.RemoveAll(c => c.BaseId == baseId);
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"local-{++_lastId}");

    /// <summary>Two candidates of one component may not have the same priority (RFC 8445 §5.1.2).</summary>
    private ushort UniquePreference(LocalCandidateInit init, LocalCandidate? baseCandidate)
    {
        var rank = _bases.Count(b => b.Type == init.Type && b.Address.IsIPv6 == init.Address.IsIPv6);
        var preference = init.LocalPreference ?? baseCandidate?.LocalPreference ?? LocalPreference.Of(rank, init.Address.IsIPv6, init.RelayProtocol);
        while (preference > 0 && _candidates.Exists(c => c.Type == init.Type && c.LocalPreference == preference))
            preference--;
        return preference;
    }
}

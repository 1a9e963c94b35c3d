using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>A candidate of the other end: signaled, or learnt from a check (RFC 8445 §7.3.1.3).</summary>
public sealed class RemoteCandidate
{
    internal RemoteCandidate(string id, in TransportAddress address, CandidateType type, uint priority, string foundation)
    {
        Id = id;
        Address = address;
        Type = type;
        Priority = priority;
        Foundation = foundation;
    }

    /// <summary>Its name in statistics, the same as long as the agent lives.</summary>
    public string Id { get; }

    /// <summary>Address and port.</summary>
    public TransportAddress Address { get; }

    /// <summary>Type; a peer-reflexive one gets its true type when it is signaled later.</summary>
    public CandidateType Type { get; private set; }

    /// <summary>Priority.</summary>
    public uint Priority { get; private set; }

    /// <summary>Foundation.</summary>
    public string Foundation { get; private set; }

    /// <summary>A host's <c>.local</c> name, if it was signaled with one.</summary>
    public string? Name { get; internal set; }

    /// <summary>The user name fragment that a check named before the other end's parameters were known; null otherwise.</summary>
    internal string? EarlyFragment { get; set; }

    /// <summary>Signaling tells more than a check did.</summary>
    internal void Describe(CandidateAttribute signaled)
    {
        Type = signaled.Type;
        Priority = signaled.Priority;
        Foundation = signaled.Foundation;
        Name = signaled.Name;
    }
}

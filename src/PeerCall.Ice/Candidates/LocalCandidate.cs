using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>A candidate of this end (RFC 8445 §5.1).</summary>
public sealed class LocalCandidate
{
    internal LocalCandidate(string id, LocalCandidateInit init, string foundation, ushort localPreference, in TransportAddress baseAddress)
    {
        Id = id;
        BaseId = init.BaseId;
        Type = init.Type;
        Address = init.Address;
        BaseAddress = baseAddress;
        RelatedAddress = init.RelatedAddress;
        RelayProtocol = init.RelayProtocol;
        Server = init.Server;
        NetworkType = init.NetworkType;
        Foundation = foundation;
        LocalPreference = localPreference;
        Priority = CandidatePriority.Of(Type, localPreference);
    }

    /// <summary>Its name in statistics, the same as long as the agent lives.</summary>
    public string Id { get; }

    /// <summary>The socket, or the relayed address, from which it sends.</summary>
    public int BaseId { get; }

    /// <summary>Type.</summary>
    public CandidateType Type { get; }

    /// <summary>What the other end sends to.</summary>
    public TransportAddress Address { get; }

    /// <summary>The address of the base: its own for host and relayed candidates.</summary>
    public TransportAddress BaseAddress { get; }

    /// <summary>The base of a reflexive candidate, the mapped address of a relayed one; the default value if there is none or it stays hidden.</summary>
    public TransportAddress RelatedAddress { get; }

    /// <summary>What a relay is reached by.</summary>
    public RelayProtocol RelayProtocol { get; }

    /// <summary>URL of the STUN or TURN server it came from; null if from none.</summary>
    public string? Server { get; }

    /// <summary>W3C <c>networkType</c>, such as <c>wifi</c>; null if not known.</summary>
    public string? NetworkType { get; }

    /// <summary>Foundation.</summary>
    public string Foundation { get; }

    /// <summary>Priority.</summary>
    public uint Priority { get; }

    internal ushort LocalPreference { get; }

    internal bool IsBase => Type is CandidateType.Host or CandidateType.Relayed;

    /// <summary>PRIORITY of a check from here: that of the peer-reflexive candidate it may reveal (RFC 8445 §7.1.1).</summary>
    internal uint CheckPriority => CandidatePriority.Of(CandidateType.PeerReflexive, LocalPreference);

    /// <summary>As signaling carries it.</summary>
    /// <param name="usernameFragment">Of the generation it is sent for; null leaves it out.</param>
    public CandidateAttribute ToAttribute(string? usernameFragment) => new()
    {
        Foundation = Foundation,
        Priority = Priority,
        Address = Address,
        Port = Address.Port,
        Type = Type,
        RelatedAddress = RelatedAddress,
        UsernameFragment = usernameFragment,
    };
}

/// <summary>What the driver says about a candidate it gathered.</summary>
public sealed record LocalCandidateInit
{
    /// <summary>The driver's number of the socket or the relayed address.</summary>
    public required int BaseId { get; init; }

    /// <summary>Host, server-reflexive or relayed.</summary>
    public required CandidateType Type { get; init; }

    /// <summary>Address and port.</summary>
    public required TransportAddress Address { get; init; }

    /// <summary>See <see cref="LocalCandidate.RelatedAddress"/>.</summary>
    public TransportAddress RelatedAddress { get; init; }

    /// <summary>Of a relayed candidate; default UDP there.</summary>
    public RelayProtocol RelayProtocol { get; init; }

    /// <summary>URL of the server.</summary>
    public string? Server { get; init; }

    /// <summary>W3C <c>networkType</c>.</summary>
    public string? NetworkType { get; init; }

    /// <summary>0 to 65,535, above others of the same type; null (default) ranks by family, order and relay protocol (RFC 8421 §4).</summary>
    public ushort? LocalPreference { get; init; }
}

namespace PeerCall.Ice;

/// <summary>Who opens the connection of a TCP candidate (RFC 6544 §4.5). PeerCall reads such candidates and makes no pairs of them.</summary>
public enum TcpCandidateType
{
    /// <summary>Not a TCP candidate.</summary>
    None,

    /// <summary>Its owner connects.</summary>
    Active,

    /// <summary>Its owner listens.</summary>
    Passive,

    /// <summary>Both connect at once.</summary>
    SimultaneousOpen,
}

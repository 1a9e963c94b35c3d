namespace PeerCall.Ice;

/// <summary>How a candidate's address was learnt (RFC 8445 §4).</summary>
public enum CandidateType
{
    /// <summary>An address of an interface.</summary>
    Host,

    /// <summary>What a connectivity check showed: the address that the other end sees.</summary>
    PeerReflexive,

    /// <summary>What a STUN server sees.</summary>
    ServerReflexive,

    /// <summary>An address of a TURN server.</summary>
    Relayed,
}

/// <summary>Words of SDP for <see cref="CandidateType"/>, and the RFC's preferences.</summary>
public static class CandidateTypes
{
    /// <summary>The word in a candidate line and in statistics (RFC 8839 §5.1): <c>host</c>, <c>srflx</c>, <c>prflx</c>, <c>relay</c>.</summary>
    public static string ToWord(this CandidateType type) => type switch
    {
        CandidateType.Host => "host",
        CandidateType.PeerReflexive => "prflx",
        CandidateType.ServerReflexive => "srflx",
        CandidateType.Relayed => "relay",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Reads the word; false for a type that is none of the four.</summary>
    public static bool TryParse(ReadOnlySpan<char> word, out CandidateType type)
    {
        (var known, type) = word switch
        {
            "host" => (true, CandidateType.Host),
            "prflx" => (true, CandidateType.PeerReflexive),
            "srflx" => (true, CandidateType.ServerReflexive),
            "relay" => (true, CandidateType.Relayed),
            _ => (false, CandidateType.Host),
        };
        return known;
    }

    /// <summary>Type preference, 0 to 126 (RFC 8445 §5.1.2.2).</summary>
    internal static int Preference(this CandidateType type) => type switch
    {
        CandidateType.Host => 126,
        CandidateType.PeerReflexive => 110,
        CandidateType.ServerReflexive => 100,
        _ => 0,
    };
}

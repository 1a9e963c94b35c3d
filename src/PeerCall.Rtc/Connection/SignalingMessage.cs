namespace PeerCall.Rtc;

/// <summary>What two peers tell each other: a description, or a candidate, or, with neither of them, that a generation has no more candidates.</summary>
public sealed record SignalingMessage
{
    /// <summary>A description; null if it is about a candidate.</summary>
    public SessionDescription? Description { get; init; }

    /// <summary>A candidate.</summary>
    public IceCandidate? Candidate { get; init; }

    /// <summary>Whether it ends the candidates of a generation.</summary>
    public bool IsEndOfCandidates => Description is null && Candidate is null;
}

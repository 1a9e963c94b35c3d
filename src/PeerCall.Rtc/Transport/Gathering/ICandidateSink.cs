using PeerCall.Ice;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>Takes what is gathered. Under the gate.</summary>
internal interface ICandidateSink
{
    /// <summary>What is there already is to be told again, and the rest will follow.</summary>
    void OnGatheringBegun(TimeSpan now);

    /// <summary>A base is there; its candidates follow.</summary>
    void OnBase(IceBase made);

    /// <summary>A candidate was found.</summary>
    void OnGathered(LocalCandidateInit candidate, TimeSpan now);

    /// <summary>A base is gone, with all its candidates.</summary>
    void OnBaseGone(int baseId, TimeSpan now);

    /// <summary>A server gave nothing.</summary>
    void OnServerError(IceCandidateError error);

    /// <summary>All that can be known is.</summary>
    void OnGatheringEnded(TimeSpan now);

    /// <summary>A deadline may have changed.</summary>
    void Settle();
}

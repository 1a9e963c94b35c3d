namespace PeerCall.Rtc;

/// <summary>W3C RTCIceGatheringState.</summary>
public enum IceGatheringState
{
    /// <summary>Not begun.</summary>
    New,

    /// <summary>Under way.</summary>
    Gathering,

    /// <summary>All candidates of this generation are known.</summary>
    Complete,
}

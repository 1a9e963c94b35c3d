namespace PeerCall.Rtc;

/// <summary>W3C RTCSignalingState: where offer and answer stand.</summary>
public enum SignalingState
{
    /// <summary>No offer is open.</summary>
    Stable,

    /// <summary>This end has offered.</summary>
    HaveLocalOffer,

    /// <summary>The other end has offered.</summary>
    HaveRemoteOffer,

    /// <summary>The other end has offered, and this end has answered for now.</summary>
    HaveLocalProvisionalAnswer,

    /// <summary>This end has offered, and the other end has answered for now.</summary>
    HaveRemoteProvisionalAnswer,

    /// <summary>Closed.</summary>
    Closed,
}

namespace PeerCall.Ice;

/// <summary>States of an agent, in W3C's words (RTCIceTransportState).</summary>
public enum IceConnectionState
{
    /// <summary>The other end's parameters are not known.</summary>
    New,

    /// <summary>Looking for a pair that works.</summary>
    Checking,

    /// <summary>There is one, and it may be used.</summary>
    Connected,

    /// <summary>It is nominated, and neither end has more candidates.</summary>
    Completed,

    /// <summary>The pair in use does not answer, or its base is gone; it may come back by itself.</summary>
    Disconnected,

    /// <summary>No pair works, or consent was lost; a restart is needed.</summary>
    Failed,

    /// <summary>Closed.</summary>
    Closed,
}

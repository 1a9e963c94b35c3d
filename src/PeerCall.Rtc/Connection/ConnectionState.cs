namespace PeerCall.Rtc;

/// <summary>W3C RTCPeerConnectionState: ICE and DTLS together.</summary>
public enum ConnectionState
{
    /// <summary>Nothing has begun.</summary>
    New,

    /// <summary>ICE or DTLS is on its way.</summary>
    Connecting,

    /// <summary>Data flows.</summary>
    Connected,

    /// <summary>The path does not answer; it may come back by itself.</summary>
    Disconnected,

    /// <summary>ICE needs a restart (<see cref="PeerConnection.RestartIce"/>), or DTLS has failed for good.</summary>
    Failed,

    /// <summary>Closed by this end.</summary>
    Closed,
}

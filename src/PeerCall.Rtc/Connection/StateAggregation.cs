using PeerCall.Ice;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Connection;

/// <summary>One state of ICE and DTLS (W3C webrtc §4.3.3 RTCPeerConnectionState).</summary>
internal static class StateAggregation
{
    public static ConnectionState Of(bool isClosed, IceConnectionState ice, DtlsState dtls)
    {
        if (isClosed)
            return ConnectionState.Closed;
        if (ice is IceConnectionState.Failed || dtls is DtlsState.Failed)
            return ConnectionState.Failed;
        if (ice is IceConnectionState.Disconnected)
            return ConnectionState.Disconnected;
        if (ice is IceConnectionState.New or IceConnectionState.Closed && dtls is DtlsState.New or DtlsState.Closed)
            return ConnectionState.New;
        return ice is IceConnectionState.Connected or IceConnectionState.Completed or IceConnectionState.Closed
            && dtls is DtlsState.Connected or DtlsState.Closed
            ? ConnectionState.Connected
            : ConnectionState.Connecting;
    }
}

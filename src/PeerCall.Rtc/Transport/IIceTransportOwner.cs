using PeerCall.Ice;

namespace PeerCall.Rtc.Transport;

/// <summary>What an <see cref="IceTransport"/> tells. Under the gate.</summary>
internal interface IIceTransportOwner
{
    /// <summary>A candidate for signaling.</summary>
    void OnCandidate(LocalCandidate candidate);

    /// <summary>A server gave nothing.</summary>
    void OnCandidateError(IceCandidateError error);

    /// <summary>Gathering began or ended.</summary>
    void OnGatheringStateChanged(IceGatheringState state);

    /// <summary>ICE moved.</summary>
    void OnIceStateChanged(IceConnectionState state);

    /// <summary>Another path is in use.</summary>
    void OnSelectedPathChanged(SelectedPath? path);

    /// <summary>Addresses of this host came or went.</summary>
    /// <param name="isPathLost">Whether the path in use has gone with its address.</param>
    void OnNetworkChanged(bool isPathLost);

    /// <summary>A datagram that is not STUN came from the other end, over a validated path. Valid during the call only.</summary>
    void OnDatagram(ReadOnlySpan<byte> datagram, TimeSpan now);

    /// <summary>A deadline may have changed.</summary>
    void Settle();
}

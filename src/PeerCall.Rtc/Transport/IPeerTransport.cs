using PeerCall.Ice;
using PeerCall.Net;
using PeerCall.Rtc.Dtls;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Transport;

/// <summary>
/// What carries one peer connection: its sockets and relays, ICE, DTLS and SCTP, bundled on one component. Everything here is used under
/// <see cref="Enter"/>, and so is all that the connection above owns: one gate for both, none of which may be held across an await.
/// </summary>
internal interface IPeerTransport : IAsyncDisposable
{
    /// <summary>Time of the loop, monotonic.</summary>
    TimeSpan Now { get; }

    /// <summary>This end's parameters of the current generation.</summary>
    IceParameters LocalParameters { get; }

    /// <summary>What signaling is to carry of this generation.</summary>
    IReadOnlyList<LocalCandidate> LocalCandidates { get; }

    /// <summary>This end's certificate.</summary>
    CertificateFingerprint LocalFingerprint { get; }

    /// <summary>Gathering.</summary>
    IceGatheringState GatheringState { get; }

    /// <summary>ICE.</summary>
    IceConnectionState IceState { get; }

    /// <summary>DTLS.</summary>
    DtlsState DtlsState { get; }

    /// <summary>Takes the gate. Disposing of what it returns sends what was queued.</summary>
    UdpLoop.Scope Enter();

    /// <summary>Other servers or another policy; for what is gathered from now on (W3C webrtc §4.4.1.6).</summary>
    void Configure(TransportConfiguration configuration);

    /// <summary>Gathers for the current generation. The first call says which role to begin with. Again after a restart; otherwise without effect.</summary>
    void Gather(IceRole role);

    /// <summary>
    /// What the other end's description says. The first call begins the checks, and DTLS once a path is there; others change the ICE
    /// parameters (a restart by the other end) or have no effect.
    /// </summary>
    void SetRemote(RemoteTransportParameters remote);

    /// <summary>A candidate of the other end; it may come before the description.</summary>
    void AddRemoteCandidate(CandidateAttribute candidate);

    /// <summary>The other end has no more candidates in this generation.</summary>
    void EndOfRemoteCandidates();

    /// <summary>A new generation; its parameters.</summary>
    IceParameters RestartIce();

    /// <summary>Takes a restart back, of either end (RFC 9429 §4.1.10.2); false if the generation before is gone.</summary>
    bool RollBackRestart();

    /// <summary>Makes a channel, which opens when the association is up. Null if no stream is free or the association has ended.</summary>
    /// <exception cref="ArgumentException">The options contradict each other, or the stream is in use.</exception>
    DataChannel? CreateDataChannel(string label, DataChannelOptions options);

    /// <summary>A snapshot for statistics.</summary>
    TransportStatistics GetStatistics();

    /// <summary>Closes channels, association, DTLS and ICE, and tells the other end; sockets and relays go with <see cref="IAsyncDisposable.DisposeAsync"/>.</summary>
    void Close();
}

/// <summary>What a transport tells. Called on the loop under the gate: must not block, must not throw.</summary>
internal interface IPeerTransportEvents
{
    /// <summary>A candidate of the current generation was found.</summary>
    void OnCandidate(LocalCandidate candidate);

    /// <summary>A server gave nothing (W3C <c>icecandidateerror</c>).</summary>
    void OnCandidateError(IceCandidateError error);

    /// <summary>Gathering began or ended.</summary>
    void OnGatheringStateChanged(IceGatheringState state);

    /// <summary>ICE moved.</summary>
    void OnIceStateChanged(IceConnectionState state);

    /// <summary>Addresses of this host came or went, and candidates with them: a restart lets the other end know the new ones.</summary>
    /// <param name="isPathLost">Whether the path in use has gone with its address.</param>
    void OnNetworkChanged(bool isPathLost)
    {
    }

    /// <summary>Another pair is in use; null: none.</summary>
    void OnSelectedPathChanged(SelectedPath? path);

    /// <summary>DTLS moved.</summary>
    void OnDtlsStateChanged(DtlsState state);

    /// <summary>The other end opened a channel.</summary>
    void OnDataChannel(DataChannel channel);

    /// <summary>The association has ended, and all channels with it.</summary>
    void OnAssociationClosed(in SctpCloseReason reason);
}

/// <summary>What the other end's description says about its transport.</summary>
/// <param name="Ice">ICE parameters.</param>
/// <param name="IsIceLite">Whether it is a lite implementation (RFC 8445 §2.5).</param>
/// <param name="Fingerprints">Of its certificate; at least one.</param>
/// <param name="IsDtlsClient">Whether <em>this</em> end begins the DTLS handshake.</param>
/// <param name="SctpPort">Its SCTP port (RFC 8841 §5); null: it takes no data channels.</param>
/// <param name="MaxMessageSize">Bytes of a message that it takes (RFC 8841 §6); 0: without limit.</param>
internal sealed record RemoteTransportParameters(
    IceParameters Ice,
    bool IsIceLite,
    IReadOnlyList<CertificateFingerprint> Fingerprints,
    bool IsDtlsClient,
    ushort? SctpPort,
    long MaxMessageSize);

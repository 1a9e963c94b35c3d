using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Peer.Engine;

/// <summary>
/// A peer connection that negotiates by itself: what the other end has to get comes by <see cref="IEngineEvents.OnSignal"/>, what it says goes to <see cref="ReceiveAsync"/>.
/// Safe from any thread. Disposing closes it.
/// </summary>
public interface IEngineConnection : IAsyncDisposable
{
    /// <summary>A description of the other end was applied.</summary>
    bool IsBound { get; }

    /// <summary>An offer of this end waits for its answer.</summary>
    bool HasOpenOffer { get; }

    /// <summary>ICE and DTLS together.</summary>
    ConnectionState State { get; }

    /// <summary>ICE has no path at the moment, or has given up.</summary>
    bool IsIceDown { get; }

    /// <summary>Takes what the other end says; messages have to come in their order.</summary>
    /// <exception cref="RtcException">A description that cannot be used: the connection is as it was before.</exception>
    Task ReceiveAsync(SignalingMessage message);

    /// <summary>Sends an open offer once more: it or its answer may have been lost.</summary>
    Task RepeatOfferAsync();

    /// <summary>Sees to it that the connection carries data, and so that it comes about; an offer follows if it did not.</summary>
    void EnsureData();

    /// <summary>Makes a data channel (W3C createDataChannel).</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="RtcException">No stream is free, or the connection is closed.</exception>
    /// <exception cref="EngineNotSupportedException">The engine has no such channels.</exception>
    IPeerChannel CreateChannel(string label, DataChannelOptions options);

    /// <summary>Asks for an ICE restart (W3C restartIce); an offer follows.</summary>
    /// <exception cref="EngineNotSupportedException">The engine cannot.</exception>
    void RestartIce();

    /// <summary>Other servers or another policy, for candidates that are gathered from now on.</summary>
    /// <exception cref="RtcException">The servers cannot be used as they are.</exception>
    /// <exception cref="EngineNotSupportedException">The engine cannot.</exception>
    void Configure(EngineConfiguration configuration);

    /// <summary>The pair that carries data; null if there is none.</summary>
    Task<SelectedPair?> GetSelectedPairAsync();

    /// <summary>Statistics (W3C webrtc-stats).</summary>
    /// <exception cref="EngineNotSupportedException">The engine has none.</exception>
    Task<RtcStatsReport> GetStatsAsync();
}

/// <summary>What a connection tells. Calls come from the engine's threads and must not block; the order of signals is that in which the other end has to get them.</summary>
public interface IEngineEvents
{
    /// <summary>The other end has to get this.</summary>
    void OnSignal(SignalingMessage message);

    /// <summary><see cref="IEngineConnection.State"/> or <see cref="IEngineConnection.IsIceDown"/> is another one.</summary>
    void OnStateChanged();

    /// <summary>A server gave no candidate.</summary>
    void OnCandidateError(IceCandidateError error);

    /// <summary>The other end has opened a channel.</summary>
    void OnChannel(IPeerChannel channel);
}

/// <summary>The candidate pair that carries data.</summary>
/// <param name="Id">Names it: another pair has another one.</param>
/// <param name="Local">This end's candidate.</param>
/// <param name="Remote">The other end's.</param>
/// <param name="RoundTrip">The newest round trip; null if none was measured.</param>
/// <param name="BytesSent">Sent by this connection so far; null if it is not known.</param>
/// <param name="BytesReceived">Received by it so far; null if it is not known.</param>
public sealed record SelectedPair(string Id, PairCandidate Local, PairCandidate Remote, TimeSpan? RoundTrip, long? BytesSent = null, long? BytesReceived = null);

/// <summary>One candidate of a pair, in words of W3C webrtc-stats.</summary>
/// <param name="Type"><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</param>
/// <param name="Protocol"><c>udp</c> or <c>tcp</c>.</param>
/// <param name="Address">IP address; null where it is hidden.</param>
/// <param name="RelayProtocol">How the TURN server is reached: <c>udp</c>, <c>tcp</c> or <c>tls</c>; null for what is not relayed, or not this end's.</param>
/// <param name="Url">URL of the server that it came from; null if from none, or not this end's.</param>
public sealed record PairCandidate(string Type, string Protocol, string? Address = null, string? RelayProtocol = null, string? Url = null);

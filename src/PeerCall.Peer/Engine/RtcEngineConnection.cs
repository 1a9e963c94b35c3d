using PeerCall.Ice;
using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Peer.Engine;

/// <summary>A connection of PeerCall.Rtc behind the seam.</summary>
internal sealed class RtcEngineConnection : IEngineConnection
{
    private readonly PeerConnection _connection;
    private readonly PerfectNegotiation _negotiation;
    private readonly IEngineEvents _events;
    private readonly Task _pumps;

    public RtcEngineConnection(PeerConnection connection, bool isPolite, IEngineEvents events)
    {
        _connection = connection;
        _negotiation = new PerfectNegotiation(connection, isPolite);
        _events = events;
        _pumps = Task.WhenAll(SignalAsync(), FollowAsync(), CollectErrorsAsync(), TakeChannelsAsync());
    }

    public bool IsBound => _connection.RemoteDescription is not null;

    public bool HasOpenOffer => _connection.SignalingState is SignalingState.HaveLocalOffer;

    public ConnectionState State => _connection.ConnectionState;

    public bool IsIceDown => _connection.IceConnectionState is IceConnectionState.Disconnected or IceConnectionState.Failed;

    public Task ReceiveAsync(SignalingMessage message) => _negotiation.ReceiveAsync(message);

    public Task RepeatOfferAsync() => _negotiation.RepeatOfferAsync();

    public void EnsureData()
    {
        // A section for data is in both descriptions or in none: the answer to an offer without one has none.
        if (_connection.RemoteDescription?.Sdp.Contains("m=application", StringComparison.Ordinal) != true)
            _connection.CreateDataChannel(PeerChannels.Link);
    }

    public IPeerChannel CreateChannel(string label, DataChannelOptions options) => new RtcChannel(_connection.CreateDataChannel(label, options));

    public void RestartIce() => _connection.RestartIce();

    public void Configure(EngineConfiguration configuration) =>
        _connection.SetConfiguration(_connection.Configuration with { IceServers = configuration.IceServers, IceTransportPolicy = configuration.Policy });

    public async Task<SelectedPair?> GetSelectedPairAsync()
    {
        var stats = await GetStatsAsync();
        if (stats.SelectedCandidatePair is not { } pair
            || !stats.TryGetValue(pair.LocalCandidateId, out var local) || local is not LocalCandidateStats ours
            || !stats.TryGetValue(pair.RemoteCandidateId, out var remote) || remote is not RemoteCandidateStats theirs)
            return null;
        var transport = stats.OfType<TransportStats>().FirstOrDefault();
        return new SelectedPair(
            pair.Id,
            new PairCandidate(ours.CandidateType, ours.Protocol, ours.Address, ours.RelayProtocol, ours.Url),
            new PairCandidate(theirs.CandidateType, theirs.Protocol, theirs.Address),
            pair.CurrentRoundTripTime is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            transport?.BytesSent,
            transport?.BytesReceived);
    }

    public Task<RtcStatsReport> GetStatsAsync() => _connection.GetStatsAsync();

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync();
        await _negotiation.DisposeAsync();
        await _pumps;
        await _connection.DisposeAsync();
    }

    private async Task SignalAsync()
    {
        await foreach (var message in _negotiation.Outgoing)
            _events.OnSignal(message);
    }

    private async Task FollowAsync()
    {
        await foreach (var _ in _connection.ConnectionStates)
            _events.OnStateChanged();
    }

    private async Task CollectErrorsAsync()
    {
        await foreach (var error in _connection.CandidateErrors)
            _events.OnCandidateError(error);
    }

    private async Task TakeChannelsAsync()
    {
        await foreach (var channel in _connection.DataChannels)
            _events.OnChannel(new RtcChannel(channel));
    }
}

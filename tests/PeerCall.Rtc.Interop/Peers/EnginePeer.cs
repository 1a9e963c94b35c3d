using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Ice;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>A peer connection of the engine: what these tests are about.</summary>
internal sealed class EnginePeer : IPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BulkPatience = TimeSpan.FromSeconds(40);

    private readonly LogTail _log = new();
    private readonly PeerConnection _connection;
    private readonly Channel<IceCandidate?> _candidates = Channel.CreateUnbounded<IceCandidate?>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<EngineChannel>> _channels = new(StringComparer.Ordinal);
    private readonly Task _listening;

    public EnginePeer(PeerSettings? settings = null)
    {
        settings ??= PeerSettings.Default;
        _connection = new PeerConnection(new PeerConnectionOptions
        {
            IceServers = settings.IceServers,
            IceTransportPolicy = settings.RelayOnly ? IceTransportPolicy.Relay : IceTransportPolicy.All,
            // Where only loopback is up there is nothing else.
            IncludeLoopback = true,
            ServerCertificateValidation = settings.CertificateValidation,
            LoggerFactory = _log,
        });
        _listening = Task.WhenAll(ListenToCandidates(), ListenToChannels());
    }

    /// <inheritdoc/>
    public string Name => "PeerCall.Rtc";

    /// <inheritdoc/>
    public bool Trickles => true;

    /// <summary>The connection itself.</summary>
    public PeerConnection Connection => _connection;

    /// <inheritdoc/>
    public ChannelReader<IceCandidate?> Candidates => _candidates.Reader;

    /// <inheritdoc/>
    public string LastReported
    {
        get
        {
            var channels = _channels.Where(static pair => pair.Value.Task.IsCompletedSuccessfully).Select(static pair => $"{pair.Key}={pair.Value.Task.Result.Channel.State}");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"connection {_connection.ConnectionState}, ICE {_connection.IceConnectionState}, signaling {_connection.SignalingState}, gathering {_connection.IceGatheringState}, channels {string.Join(' ', channels)}; log:\n{_log.Text}\n");
        }
    }

    /// <inheritdoc/>
    public Task CreateChannel(string label, ChannelSettings? settings = null)
    {
        settings ??= new ChannelSettings();
        Keep(_connection.CreateDataChannel(label, new DataChannelOptions
        {
            IsOrdered = settings.Ordered,
            MaxRetransmits = settings.MaxRetransmits,
            MaxPacketLifeTime = settings.MaxPacketLifeTime,
            Protocol = settings.Protocol,
            IsNegotiated = settings.Negotiated,
            Id = settings.Id,
        }));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<string> Offer(bool restart, bool complete)
    {
        if (restart)
            _connection.RestartIce();
        var offer = await _connection.CreateOfferAsync();
        offer.Type.ShouldBe(SdpType.Offer);
        await _connection.SetLocalDescriptionAsync(offer);
        return await Described(complete);
    }

    /// <inheritdoc/>
    public async Task<string> Answer(string offer, bool complete)
    {
        await _connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await _connection.SetLocalDescriptionAsync(await _connection.CreateAnswerAsync());
        return await Described(complete);
    }

    /// <inheritdoc/>
    public Task Accept(string answer) => _connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, answer));

    /// <inheritdoc/>
    public Task AddCandidate(IceCandidate? candidate) => _connection.AddIceCandidateAsync(candidate);

    /// <inheritdoc/>
    public Task<ChannelReading> Opened(string label) => On(label, "to open", static (channel, limit) => channel.Opened(limit));

    /// <inheritdoc/>
    public Task<bool> WasOpen(string label) => Task.FromResult(
        _channels.TryGetValue(label, out var kept) && kept.Task.IsCompletedSuccessfully && kept.Task.Result.Channel.Opened.IsCompletedSuccessfully);

    /// <inheritdoc/>
    public Task Send(string label, PeerMessage message) => On(label, "to send", async (channel, limit) =>
    {
        await channel.Send(message, limit);
        return true;
    });

    /// <inheritdoc/>
    public Task<PeerMessage> Receive(string label) => On(label, "to receive", static (channel, limit) => channel.Receive(limit));

    /// <inheritdoc/>
    public Task Echo(string label) => On(label, "to echo", static (channel, _) =>
    {
        channel.Echo();
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public Task<string> SendBulk(string label, int bytes, int messageSize) =>
        On(label, "to send in bulk", (channel, limit) => channel.SendBulk(bytes, messageSize, limit), BulkPatience);

    /// <inheritdoc/>
    public Task<string> ReceiveBulk(string label, int bytes) =>
        On(label, "to receive in bulk", (channel, limit) => channel.ReceiveBulk(bytes, limit), BulkPatience);

    /// <inheritdoc/>
    public Task CloseChannel(string label) => On(label, "to close", static (channel, _) =>
    {
        channel.Channel.Close();
        return Task.FromResult(true);
    });

    /// <inheritdoc/>
    public Task Closed(string label) => On(label, "to be closed", static async (channel, limit) =>
    {
        await channel.Channel.Closed.WaitAsync(limit);
        return true;
    });

    /// <summary>The largest message that the other end takes.</summary>
    public Task<int> MaxMessageSize(string label) => On(label, "to be there", static (channel, _) => Task.FromResult(channel.Channel.MaxMessageSize));

    /// <inheritdoc/>
    public async Task<string> State(TimeSpan within, params string[] wanted)
    {
        var states = wanted.Select(static state => Enum.Parse<ConnectionState>(state, ignoreCase: true)).ToArray();
        using var limit = new CancellationTokenSource(within);
        try
        {
            await (await Task.WhenAny(states.Select(state => _connection.WaitForStateAsync(state, limit.Token))));
        }
        catch (OperationCanceledException late)
        {
            throw Late($"to become {string.Join(" or ", wanted)}", within, late);
        }
        return _connection.ConnectionState.ToString().ToLowerInvariant();
    }

    /// <summary>ICE has nominated its pair and no candidates are to come.</summary>
    public Task Settled() => Eventually.Holds(
        () => Task.FromResult(_connection.IceConnectionState is IceConnectionState.Completed), Patience, () => $"ICE completes: {LastReported}");

    /// <inheritdoc/>
    public async Task<PathReading?> Path()
    {
        var report = await _connection.GetStatsAsync();
        if (report.SelectedCandidatePair is not { } pair)
            return null;
        var (local, remote) = ((LocalCandidateStats)report[pair.LocalCandidateId], (RemoteCandidateStats)report[pair.RemoteCandidateId]);
        return new PathReading(local.CandidateType, remote.CandidateType, local.RelayProtocol);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _listening.WaitAsync(Patience);
        _candidates.Writer.TryComplete();
    }

    private async Task<string> Described(bool complete)
    {
        if (complete)
            await Eventually.Holds(() => Task.FromResult(_connection.IceGatheringState is IceGatheringState.Complete), Patience, () => $"gathering ends: {LastReported}");
        return _connection.LocalDescription!.Sdp;
    }

    private async Task<T> On<T>(string label, string purpose, Func<EngineChannel, CancellationToken, Task<T>> what, TimeSpan? within = null)
    {
        var patience = within ?? Patience;
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return await what(await Kept(label).Task.WaitAsync(limit.Token), limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw Late($"{purpose} on channel {label}", patience, late);
        }
    }

    private TimeoutException Late(string what, TimeSpan within, Exception late) =>
        new($"{Name} has not come within {within.TotalSeconds:0.#} s {what}. It reports: {LastReported}", late);

    private TaskCompletionSource<EngineChannel> Kept(string label) =>
        _channels.GetOrAdd(label, static _ => new TaskCompletionSource<EngineChannel>(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Keep(DataChannel channel) => Kept(channel.Label).SetResult(new EngineChannel(channel));

    private async Task ListenToCandidates()
    {
        await foreach (var candidate in _connection.LocalCandidates)
            _candidates.Writer.TryWrite(candidate);
    }

    private async Task ListenToChannels()
    {
        await foreach (var channel in _connection.DataChannels)
            Keep(channel);
    }
}

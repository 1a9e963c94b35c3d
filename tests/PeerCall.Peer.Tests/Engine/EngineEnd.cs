using System.Threading.Channels;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Rtc;

namespace PeerCall.Peer.Tests.Engine;

/// <summary>One connection of an engine, and what it tells.</summary>
internal sealed class EngineEnd : IEngineEvents, IAsyncDisposable
{
    private readonly Channel<SignalingMessage> _signals = Channel.CreateUnbounded<SignalingMessage>();
    private readonly Channel<IPeerChannel> _channels = Channel.CreateUnbounded<IPeerChannel>();
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();

    public EngineEnd(IPeerEngine engine, bool isPolite) => Connection = engine.Connect(new EngineConfiguration([], IceTransportPolicy.All), isPolite, this);

    public IEngineConnection Connection { get; }

    /// <summary>What the other end has to get.</summary>
    public ChannelReader<SignalingMessage> Signals => _signals.Reader;

    public void OnSignal(SignalingMessage message) => _signals.Writer.TryWrite(message);

    public void OnStateChanged() => _changes.Writer.TryWrite(true);

    public void OnCandidateError(IceCandidateError error)
    {
        // There are no servers.
    }

    public void OnChannel(IPeerChannel channel) => _channels.Writer.TryWrite(channel);

    /// <summary>The next channel that the other end has opened.</summary>
    public async Task<IPeerChannel> NextChannelAsync() => await _channels.Reader.ReadAsync().AsTask().WaitAsync(EventsExtensions.Limit);

    /// <summary>The next description that this end says.</summary>
    public async Task<SessionDescription> NextDescriptionAsync()
    {
        while (true)
        {
            if ((await _signals.Reader.ReadAsync().AsTask().WaitAsync(EventsExtensions.Limit)).Description is { } description)
                return description;
        }
    }

    public async Task WaitForAsync(ConnectionState state)
    {
        while (Connection.State != state)
            await _changes.Reader.ReadAsync().AsTask().WaitAsync(EventsExtensions.Limit);
    }

    /// <summary>Nobody reads what it says any more.</summary>
    public void End() => _signals.Writer.TryComplete();

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

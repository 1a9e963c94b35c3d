using PeerCall.Peer.Engine;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Rtc;

namespace PeerCall.Peer.Tests.Engine;

/// <summary>Two ends, joined by signaling that keeps the order and loses only what it is asked to.</summary>
internal sealed class EnginePair(IPeerEngine impolite, IPeerEngine polite) : IAsyncDisposable
{
    private readonly List<Task> _ways = [];

    public EngineEnd Impolite { get; } = new(impolite, isPolite: false);

    public EngineEnd Polite { get; } = new(polite, isPolite: true);

    /// <summary>What is not delivered, and what happens instead.</summary>
    public Func<EngineEnd, SignalingMessage, Task<bool>>? Intercept { get; init; }

    /// <summary>From now on what one end says reaches the other.</summary>
    public EnginePair Join()
    {
        _ways.Add(DeliverAsync(Impolite, Polite));
        _ways.Add(DeliverAsync(Polite, Impolite));
        return this;
    }

    /// <summary>Opens a channel from one end and waits until the other has it.</summary>
    public async Task<(IPeerChannel Own, IPeerChannel Other)> OpenAsync(EngineEnd by, string label = "data", Sctp.DataChannelOptions? options = null)
    {
        var own = by.Connection.CreateChannel(label, options ?? new Sctp.DataChannelOptions());
        await own.Opened.WaitAsync(EventsExtensions.Limit);
        return (own, await (by == Impolite ? Polite : Impolite).NextChannelAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Impolite.DisposeAsync();
        await Polite.DisposeAsync();
        Impolite.End();
        Polite.End();
        await Task.WhenAll(_ways).WaitAsync(EventsExtensions.Limit);
    }

    private async Task DeliverAsync(EngineEnd from, EngineEnd to)
    {
        await foreach (var message in from.Signals.ReadAllAsync())
        {
            if (Intercept is not null && await Intercept(from, message))
                continue;
            try
            {
                await to.Connection.ReceiveAsync(message);
            }
            catch (RtcException) when (to.Connection.State is ConnectionState.Closed)
            {
                // It hears nothing any more.
            }
        }
    }
}

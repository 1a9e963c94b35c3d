using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>The engine on one side, a foreign peer on the other.</summary>
internal sealed class EngineAndForeignPeer : IAsyncDisposable
{
    private EngineAndForeignPeer(EnginePeer engine, ForeignPeer foreign, PeerPair pair) => (Engine, Foreign, Pair) = (engine, foreign, pair);

    public EnginePeer Engine { get; }

    public ForeignPeer Foreign { get; }

    public PeerPair Pair { get; }

    /// <summary>Makes both, unconnected.</summary>
    /// <param name="peers">Where the foreign one comes from.</param>
    /// <param name="kind">Which it is.</param>
    /// <param name="engineOffers">Who makes the first offer. The answer chooses to begin DTLS, so this decides that role too.</param>
    /// <param name="settings">Of the engine's connection.</param>
    /// <param name="onOffer">Changes offers on their way.</param>
    /// <param name="onAnswer">Changes answers on their way.</param>
    public static async Task<EngineAndForeignPeer> Create(
        ForeignPeers peers,
        PeerKind kind,
        bool engineOffers,
        PeerSettings? settings = null,
        Func<string, string>? onOffer = null,
        Func<string, string>? onAnswer = null) => Of(await peers.Connect(kind), engineOffers, settings, onOffer, onAnswer);

    /// <summary>The same with a foreign connection that is there.</summary>
    public static EngineAndForeignPeer Of(
        ForeignPeer foreign, bool engineOffers, PeerSettings? settings = null, Func<string, string>? onOffer = null, Func<string, string>? onAnswer = null)
    {
        var engine = new EnginePeer(settings);
        return new EngineAndForeignPeer(
            engine, foreign, engineOffers ? PeerPair.Of(engine, foreign, onOffer, onAnswer) : PeerPair.Of(foreign, engine, onOffer, onAnswer));
    }

    /// <summary>A channel of the one who offers, and both are connected.</summary>
    public async Task Connect(string label, ChannelSettings? settings = null)
    {
        await Pair.Offerer.CreateChannel(label, settings);
        await Pair.Connect();
        await Opened(label);
    }

    /// <summary>Both see the channel open.</summary>
    public Task Opened(string label) => Pair.With(() => Task.WhenAll(Pair.Offerer.Opened(label), Pair.Answerer.Opened(label)));

    /// <summary>Both see the channel closed.</summary>
    public Task Closed(string label) => Pair.With(() => Task.WhenAll(Pair.Offerer.Closed(label), Pair.Answerer.Closed(label)));

    /// <summary>One message each way.</summary>
    public async Task Exchange(string label)
    {
        foreach (var (from, to) in new[] { (Pair.Offerer, Pair.Answerer), (Pair.Answerer, Pair.Offerer) })
        {
            await from.Send(label, new PeerMessage($"from {from.Name}"));
            (await to.Receive(label)).Text.ShouldBe($"from {from.Name}");
        }
    }

    public ValueTask DisposeAsync() => Pair.DisposeAsync();
}

using PeerCall.Peer.Engine;
using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Peer.Tests.Links;

/// <summary>An engine whose connections do what the test says.</summary>
internal sealed class ScriptedEngine : IPeerEngine
{
    public string Name => "Scripted";

    public EngineFeatures Features { get; init; } = EngineFeatures.IceRestart;

    public List<ScriptedConnection> Connections { get; } = [];

    public IEngineConnection Connect(EngineConfiguration configuration, bool isPolite, IEngineEvents events)
    {
        var connection = new ScriptedConnection(configuration, isPolite, events);
        Connections.Add(connection);
        return connection;
    }
}

/// <summary>One connection; what is asked of it is written down.</summary>
internal sealed class ScriptedConnection(EngineConfiguration configuration, bool isPolite, IEngineEvents events) : IEngineConnection
{
    public EngineConfiguration Configuration { get; private set; } = configuration;

    public bool IsPolite => isPolite;

    public List<string> Asked { get; } = [];

    public List<SignalingMessage> Taken { get; } = [];

    /// <summary>What taking a description fails with; null: nothing.</summary>
    public RtcException? Fault { get; set; }

    public SelectedPair? Pair { get; set; }

    public bool IsBound { get; private set; }

    public bool HasOpenOffer { get; private set; }

    public ConnectionState State { get; private set; }

    public bool IsIceDown { get; private set; }

    public bool IsClosed { get; private set; }

    public void Become(ConnectionState state, bool isIceDown = false)
    {
        (State, IsIceDown) = (state, isIceDown);
        events.OnStateChanged();
    }

    public void Complain(string url, int code) => events.OnCandidateError(new IceCandidateError(url, code, ""));

    public void Find(string candidate) => events.OnSignal(new SignalingMessage { Candidate = new IceCandidate(candidate, "0") });

    public void Open(IPeerChannel channel) => events.OnChannel(channel);

    public Task ReceiveAsync(SignalingMessage message)
    {
        if (Fault is not null)
            return Task.FromException(Fault);
        Taken.Add(message);
        switch (message.Description?.Type)
        {
            case SdpType.Offer when HasOpenOffer && !isPolite:
                break;
            case SdpType.Offer:
                (IsBound, HasOpenOffer) = (true, false);
                events.OnSignal(new SignalingMessage { Description = new SessionDescription(SdpType.Answer, "answer") });
                break;
            case SdpType.Answer when HasOpenOffer:
                (IsBound, HasOpenOffer) = (true, false);
                break;
        }
        return Task.CompletedTask;
    }

    public Task RepeatOfferAsync()
    {
        if (HasOpenOffer)
            Say("repeat");
        return Task.CompletedTask;
    }

    public void EnsureData()
    {
        if (!IsBound && !HasOpenOffer)
            Offer("data");
    }

    public IPeerChannel CreateChannel(string label, DataChannelOptions options) => throw new NotSupportedException();

    public void RestartIce() => Offer("restart");

    public void Configure(EngineConfiguration configuration)
    {
        Configuration = configuration;
        Asked.Add("configure");
    }

    public Task<SelectedPair?> GetSelectedPairAsync() => Task.FromResult(Pair);

    public Task<RtcStatsReport> GetStatsAsync() => throw new EngineNotSupportedException("Statistics", "Scripted");

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }

    private void Offer(string why)
    {
        HasOpenOffer = true;
        Say(why);
    }

    private void Say(string why)
    {
        Asked.Add(why);
        events.OnSignal(new SignalingMessage { Description = new SessionDescription(SdpType.Offer, why) });
    }
}

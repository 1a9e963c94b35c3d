using PeerCall.Peer.Client;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;

namespace PeerCall.Peer.Links;

/// <summary>What a connection of a link tells, in turns.</summary>
internal interface ILinkConnectionEvents
{
    void Signal(LinkConnection connection, SignalingMessage message);

    void StateChanged(LinkConnection connection);

    /// <summary>A message was taken; or it could not be, and then <paramref name="fault"/> says why.</summary>
    void Taken(LinkConnection connection, SignalingMessage message, RtcException? fault);

    void ChannelOpened(LinkConnection connection, IPeerChannel channel);

    /// <summary>A server gave no candidate: the cause of a failure may be another one.</summary>
    void Learned(LinkConnection connection);
}

/// <summary>
/// One peer connection of a link, under a <c>link</c> name of its own (docs/protocol.md, section 5); a link that starts afresh gets another one. What its engine tells from other threads becomes turns, and what
/// comes in is taken one after the other.
/// </summary>
internal sealed class LinkConnection : IEngineEvents
{
    private readonly Turns _turns;
    private readonly ILinkConnectionEvents _events;
    private readonly Queue<SignalingMessage> _inbound = new();
    private bool _isWorking;
    private bool _isClosed;

    public LinkConnection(string name, IPeerEngine engine, EngineConfiguration configuration, bool isPolite, TimeProvider clock, Turns turns, ILinkConnectionEvents events)
    {
        Name = name;
        _turns = turns;
        _events = events;
        Seen = new ConnectionEvidence(configuration, clock);
        Engine = engine.Connect(configuration, isPolite, this);
    }

    public string Name { get; }

    public IEngineConnection Engine { get; }

    public ConnectionEvidence Seen { get; }

    public bool EverConnected { get; set; }

    /// <summary>ICE has a path, and yet the connection has failed: what remains is DTLS.</summary>
    public bool HasDtlsFailed => Engine is { State: ConnectionState.Failed, IsIceDown: false };

    /// <summary>Completes when it is closed.</summary>
    public Task Closing { get; private set; } = Task.CompletedTask;

    /// <summary>Takes what the other end says, after what it said before.</summary>
    public void Receive(SignalingMessage message)
    {
        Seen.Heard(message);
        _inbound.Enqueue(message);
        if (!_isWorking)
            Work();
    }

    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        Closing = Engine.DisposeAsync().AsTask();
    }

    void IEngineEvents.OnSignal(SignalingMessage message)
    {
        if (message.Candidate is { } candidate)
            Tell(() => Seen.Gathered(candidate.Candidate));
        Tell(() => _events.Signal(this, message));
    }

    void IEngineEvents.OnStateChanged() => Tell(() => _events.StateChanged(this));

    void IEngineEvents.OnCandidateError(IceCandidateError error) => Tell(() =>
    {
        if (Seen.Add(error))
            _events.Learned(this);
    });

    void IEngineEvents.OnChannel(IPeerChannel channel) => _turns.Post(() =>
    {
        if (_isClosed)
            channel.Close();
        else
            _events.ChannelOpened(this, channel);
    });

    private void Work()
    {
        if (_isClosed || !_inbound.TryDequeue(out var message))
            return;
        _isWorking = true;
        _ = TakeAsync(message);
    }

    private async Task TakeAsync(SignalingMessage message)
    {
        RtcException? fault = null;
        try
        {
            await Engine.ReceiveAsync(message);
        }
        catch (RtcException refused)
        {
            fault = refused;
        }
        _turns.Post(() =>
        {
            _isWorking = false;
            if (_isClosed)
                return;
            _events.Taken(this, message, fault);
            Work();
        });
    }

    private void Tell(Action what) => _turns.Post(() =>
    {
        if (!_isClosed)
            what();
    });
}

using System.Threading.Channels;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;

namespace PeerCall.Peer.SipSorcery.Connections;

/// <summary>What the other end has to get, in its order: a description first, then the candidates that are not in it. Safe from any thread.</summary>
internal sealed class OutgoingSignals : IAsyncDisposable
{
    private readonly Channel<SignalingMessage> _queue = Channel.CreateUnbounded<SignalingMessage>();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<IceCandidate> _held = [];
    private readonly Lock _gate = new();
    private readonly Task _pump;
    private bool _isDescribed;
    private bool _isComplete;

    public OutgoingSignals(IEngineEvents events) => _pump = PumpAsync(events);

    /// <summary>A description, and with it all candidates found so far.</summary>
    /// <param name="description">It.</param>
    /// <param name="isComplete">Whether there are no more candidates.</param>
    public void Describe(SessionDescription description, bool isComplete)
    {
        lock (_gate)
        {
            Send(new SignalingMessage { Description = description });
            foreach (var candidate in _held)
            {
                if (!description.Sdp.Contains(candidate.Candidate, StringComparison.Ordinal))
                    Send(new SignalingMessage { Candidate = candidate });
            }
            _held.Clear();
            _isDescribed = true;
            _isComplete |= isComplete;
            if (_isComplete)
                Send(new SignalingMessage());
        }
    }

    /// <summary>Another description is being made: candidates wait for it.</summary>
    public void Hold()
    {
        lock (_gate)
            _isDescribed = false;
    }

    /// <summary>Candidates of the connection so far are of no more use.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _known.Clear();
            _held.Clear();
            (_isDescribed, _isComplete) = (false, false);
        }
    }

    /// <summary>A candidate was found. SIPSorcery tells of the same one several times.</summary>
    public void Add(IceCandidate candidate)
    {
        lock (_gate)
        {
            if (!_known.Add(candidate.Candidate))
                return;
            if (_isDescribed)
                Send(new SignalingMessage { Candidate = candidate });
            else
                _held.Add(candidate);
        }
    }

    /// <summary>There are no more candidates.</summary>
    public void EndCandidates()
    {
        lock (_gate)
        {
            if (_isComplete)
                return;
            _isComplete = true;
            if (_isDescribed)
                Send(new SignalingMessage());
        }
    }

    /// <summary>Ends; what was said before still goes out.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pump;
    }

    private void Send(SignalingMessage message) => _queue.Writer.TryWrite(message);

    private async Task PumpAsync(IEngineEvents events)
    {
        await foreach (var message in _queue.Reader.ReadAllAsync())
            events.OnSignal(message);
    }
}

using System.Threading.Channels;

namespace PeerCall.Rtc;

/// <summary>
/// Perfect negotiation (W3C webrtc §10.7) on one connection: offers when one is due, answers, and settles it when both ends offer at
/// once. Of two peers exactly one is polite. It takes over the connection's <see cref="PeerConnection.NegotiationNeeded"/> and
/// <see cref="PeerConnection.LocalCandidates"/>; what it says is <see cref="Outgoing"/>, what the other end says goes to
/// <see cref="ReceiveAsync"/>. Signaling has to keep the order of messages.
/// </summary>
/// <remarks>Disposing of it ends it; the connection stays.</remarks>
public sealed class PerfectNegotiation : IAsyncDisposable
{
    private readonly PeerConnection _connection;
    private readonly bool _isPolite;
    private readonly Channel<SignalingMessage> _outgoing = Channel.CreateUnbounded<SignalingMessage>();
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Task _pump;
    private readonly List<IceCandidate?> _held = [];
    private bool _isIgnoringOffer;

    /// <summary>Begins.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isPolite">Whether this end gives way: its own offer is taken back when both offer at once.</param>
    public PerfectNegotiation(PeerConnection connection, bool isPolite)
        : this(connection, isPolite, isPumped: true)
    {
    }

    internal PerfectNegotiation(PeerConnection connection, bool isPolite, bool isPumped)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _isPolite = isPolite;
        _pump = isPumped ? PumpAsync() : Task.CompletedTask;
    }

    /// <summary>What the other end is to get, in this order. It ends with the connection.</summary>
    public IAsyncEnumerable<SignalingMessage> Outgoing => _outgoing.Reader.ReadAllAsync();

    internal ChannelReader<SignalingMessage> OutgoingMessages => _outgoing.Reader;

    /// <summary>A message of the other end. Messages of an offer that lost, and answers that nobody waits for, have no effect.</summary>
    /// <exception cref="RtcException">The other end's description could not be taken: with this peer there is no connection.</exception>
    public async Task ReceiveAsync(SignalingMessage message, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        await _turn.WaitAsync(cancellation);
        try
        {
            if (message.Description is { } description)
                await TakeAsync(description);
            else
                await TakeAsync(message.Candidate);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends an open offer once more, with the candidates found since: it or its answer may have been lost with a signaling server.</summary>
    public async Task RepeatOfferAsync(CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_connection is { SignalingState: SignalingState.HaveLocalOffer, PendingLocalDescription: { Type: SdpType.Offer } offer })
                Send(new SignalingMessage { Description = offer });
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _pump;
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Does what is due now: an offer, and the candidates that were found.</summary>
    internal async Task StepAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_connection.Streams.NegotiationNeeded.Reader.TryRead(out _))
                await OfferAsync();
            SendCandidates();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PumpAsync()
    {
        var needed = _connection.Streams.NegotiationNeeded.Reader;
        var candidates = _connection.Streams.Candidates.Reader;
        // Whoever makes it may first do other things with the connection.
        await Task.Yield();
        try
        {
            Task<bool>? anyNeeded = null, anyCandidate = null;
            while (true)
            {
                await StepAsync();
                anyNeeded = anyNeeded is null or { IsCompleted: true } ? needed.WaitToReadAsync(_ending.Token).AsTask() : anyNeeded;
                anyCandidate = anyCandidate is null or { IsCompleted: true } ? candidates.WaitToReadAsync(_ending.Token).AsTask() : anyCandidate;
                if (!await await Task.WhenAny(anyNeeded, anyCandidate))
                    break;
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (RtcException)
        {
            // Closed meanwhile: nothing else stands in the way of an offer that is due.
        }
        _outgoing.Writer.TryComplete();
    }

    private async Task OfferAsync()
    {
        // Told before an offer of the other end came; it is told again once that one is answered.
        if (_connection.SignalingState is not SignalingState.Stable)
            return;
        await _connection.SetLocalDescriptionAsync();
        if (_connection.LocalDescription is { Type: SdpType.Offer } offer)
            Send(new SignalingMessage { Description = offer });
    }

    private async Task TakeAsync(SessionDescription description)
    {
        var isOffer = description.Type is SdpType.Offer;
        // Making an offer and setting it is one step here: there is no offer in the making that nobody sees.
        _isIgnoringOffer = isOffer && !_isPolite && _connection.SignalingState is not SignalingState.Stable;
        if (_isIgnoringOffer)
            return;
        // An answer to an offer that was rolled back, or one that was sent twice.
        if (!isOffer && _connection.SignalingState is not (SignalingState.HaveLocalOffer or SignalingState.HaveRemoteProvisionalAnswer))
            return;
        var isRollback = isOffer && _connection.SignalingState is SignalingState.HaveLocalOffer;
        await _connection.SetRemoteDescriptionAsync(description);
        if (isRollback)
            ForgetCandidates();
        if (!isOffer)
        {
            SendCandidates();
            return;
        }
        await _connection.SetLocalDescriptionAsync();
        if (_connection.LocalDescription is { } answer)
            Send(new SignalingMessage { Description = answer });
    }

    private async Task TakeAsync(IceCandidate? candidate)
    {
        try
        {
            await _connection.AddIceCandidateAsync(candidate);
        }
        catch (Exception error) when (error is RtcException or ArgumentException)
        {
            // Of an ignored offer, of a generation before a restart, or of a kind not known here: it costs nothing.
        }
    }

    /// <summary>
    /// After the description that they belong to. A polite end holds back those of a later offer until it is answered, for it may have to take them back: an end
    /// that ignores the offer may take its candidates all the same (Chromium does), and then not those of the answer, whose addresses are the same.
    /// The offer itself has all that were found by then.
    /// </summary>
    private void SendCandidates()
    {
        while (_connection.Streams.Candidates.Reader.TryRead(out var candidate))
            _held.Add(candidate);
        if (_isPolite && _connection is { SignalingState: SignalingState.HaveLocalOffer, CurrentRemoteDescription: not null })
            return;
        foreach (var candidate in _held)
            Send(new SignalingMessage { Candidate = candidate });
        _held.Clear();
    }

    /// <summary>An offer was taken back, and its candidates with it; those that are still good are in the answer.</summary>
    private void ForgetCandidates()
    {
        while (_connection.Streams.Candidates.Reader.TryRead(out _))
        {
            // It is of that offer.
        }
        _held.Clear();
    }

    private void Send(SignalingMessage message) => _outgoing.Writer.TryWrite(message);
}

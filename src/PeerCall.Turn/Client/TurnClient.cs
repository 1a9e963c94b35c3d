using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Client.Peers;
using PeerCall.Turn.Client.Transactions;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Client;

/// <summary>
/// The TURN client for one allocation (RFC 8656, client side): takes messages and the time, says what to send and what has happened through
/// <see cref="ITurnClientOutput"/>. No sockets, no clock, one caller at a time. "now" is monotonic, from any origin. Nothing is allocated per data packet.
/// </summary>
public sealed class TurnClient
{
    /// <summary>Longest data that fits into a Send indication.</summary>
    public const int MaxDataLength = 0xFFFC - IndicationOverhead + StunHeader.Length;

    /// <summary>Header, XOR-PEER-ADDRESS of IPv6, and the head of DATA.</summary>
    private const int IndicationOverhead = StunHeader.Length + 24 + 4;

    private const string ConnectionEnded = "The connection has ended, or sent what is not TURN.";

    private static readonly TimeSpan RefreshMargin = TimeSpan.FromSeconds(60);

    private static readonly StunAttributeSet UnderstoodInData = StunAttributeSet.Of(StunAttributeType.XorPeerAddress, StunAttributeType.Data);

    private readonly TurnClientOptions _options;
    private readonly ITurnClientOutput _output;
    private readonly ClientTransactions _transactions;
    private readonly PeerTable _peers;
    private byte[] _indication = [];
    private State _state;
    private TimeSpan _refreshAt;
    private TimeSpan _expiresAt;
    private TimeSpan _verifyBy = TimeSpan.MaxValue;
    private TurnRequest? _refresh;
    private TurnFailure? _lastRefusal;

    /// <summary>Makes a client that does nothing until <see cref="Start"/>.</summary>
    public TurnClient(TurnClientOptions options, ITurnClientOutput output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Rto, TimeSpan.Zero, nameof(options));
        _options = options;
        _output = output;
        _transactions = new ClientTransactions(options, output);
        _peers = new PeerTable(_transactions, output);
    }

    private enum State
    {
        New,
        Allocating,
        Allocated,
        Releasing,
        Ended,
    }

    /// <summary>The allocation; null before it is made and after it has ended.</summary>
    public TurnAllocation? Allocation { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do; <see cref="TimeSpan.MaxValue"/>: never.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var deadline = _transactions.Deadline;
            if (_state is not State.Allocated)
                return deadline;
            deadline = Earlier(deadline, Earlier(_verifyBy, _refresh is null ? Earlier(_refreshAt, _expiresAt) : _expiresAt));
            return Earlier(deadline, _peers.Deadline);
        }
    }

    /// <summary>Asks for an allocation, first without credentials: the server's challenge says what they are to be made with (RFC 8489 §9.2.3.1).</summary>
    public void Start(TimeSpan now)
    {
        if (_state is not State.New)
            throw new InvalidOperationException("The client was started before.");
        _state = State.Allocating;
        _transactions.Send(
            new TurnRequest
            {
                Method = StunMethod.Allocate,
                Lifetime = RequestedLifetime,
                Family = _options.RelayedFamily switch
                {
                    AddressFamily.InterNetwork => StunAddressFamily.IPv4,
                    AddressFamily.InterNetworkV6 => StunAddressFamily.IPv6,
                    _ => 0,
                },
            },
            now);
    }

    /// <summary>Takes a message of the server: a datagram, or one frame of a stream. What makes no sense is dropped.</summary>
    public void Receive(ReadOnlySpan<byte> message, TimeSpan now)
    {
        if (ChannelData.IsChannelData(message))
        {
            if (_state is State.Allocated && ChannelData.TryRead(message, out var channel, out var data) && _peers.TryGetPeer(channel, out var peer))
                _output.Data(peer, data);
            return;
        }
        if (_state is State.Ended || StunMessage.TryParse(message, out var stun) is not StunFault.None)
            return;
        switch (stun.Class)
        {
            case StunClass.Indication:
                ReceiveIndication(stun);
                break;
            case StunClass.SuccessResponse or StunClass.ErrorResponse:
                if (_transactions.Receive(stun, now, out var failure) is { } request)
                    Conclude(request, stun, failure, now);
                break;
            default:
                break;
        }
    }

    /// <summary>Does what is due: retransmissions, refreshes, giving up.</summary>
    public void Advance(TimeSpan now)
    {
        while (_transactions.Advance(now, out var failure) is { } request)
            Conclude(request, default, failure, now);
        if (_state is not State.Allocated)
            return;
        if (now >= _expiresAt || now >= _verifyBy)
            Fail(_lastRefusal ?? TurnFailure.TimedOut(TurnStage.Refresh));
        else if (_refresh is null && now >= _refreshAt)
            _transactions.Send(_refresh = new TurnRequest { Method = StunMethod.Refresh, Lifetime = RequestedLifetime }, now);
        if (_state is State.Allocated)
            _peers.Advance(now);
    }

    /// <summary>Asks for permission to reach a peer and keeps it alive; the answer is an event.</summary>
    /// <returns>Whether it is there already, without an event. A peer of the wrong family is refused by an event at once.</returns>
    /// <exception cref="InvalidOperationException">There is no allocation.</exception>
    public bool CreatePermission(in TransportAddress peer, TimeSpan now)
    {
        if (_state is not State.Allocated)
            throw new InvalidOperationException("There is no allocation.");
        if (peer.AddressFamily != _peers.Family)
        {
            _output.PermissionRefused(peer.WithPort(0), TurnFailure.Of(TurnStage.CreatePermission, StunErrors.PeerAddressFamilyMismatch));
            return false;
        }
        if (_peers.IsPermitted(peer))
            return true;
        _peers.Permit(peer, now, again: true);
        return false;
    }

    /// <summary>
    /// Sends data to a peer: as ChannelData where a channel is bound, otherwise as a Send indication. The first data to a peer asks for its permission
    /// and its channel; both are kept alive until <see cref="Forget"/> or the end of the allocation.
    /// </summary>
    public TurnSendResult Send(in TransportAddress peer, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (_state is not State.Allocated)
            return TurnSendResult.NotAllocated;
        if (data.Length > MaxDataLength)
            return TurnSendResult.TooLong;
        if (_peers.TryGetChannel(peer, now, out var channel))
        {
            Span<byte> header = stackalloc byte[ChannelData.HeaderLength];
            ChannelData.WriteHeader(header, channel, data.Length);
            _output.Transmit(header, data);
            return TurnSendResult.AsChannelData;
        }
        if (peer.AddressFamily != _peers.Family)
            return TurnSendResult.WrongFamily;
        if (!_peers.Permit(peer, now, again: false))
            return TurnSendResult.Refused;
        _peers.Bind(peer, now);
        SendIndication(peer, data);
        return TurnSendResult.AsIndication;
    }

    /// <summary>
    /// Asks whether the allocation is still there, with a Refresh at once: <see cref="ITurnClientOutput.Refreshed"/> if it is. It is not for a server that was started anew, or when the client's address is
    /// another one; then, and when the server refuses or says nothing in time, the allocation has failed.
    /// </summary>
    /// <param name="patience">How long an answer is waited for.</param>
    /// <param name="now">The time.</param>
    public void Verify(TimeSpan patience, TimeSpan now)
    {
        if (_state is not State.Allocated)
            return;
        // One that is under way may have been sent long ago, and its next retransmission may be far off.
        _transactions.Send(_refresh = new TurnRequest { Method = StunMethod.Refresh, Lifetime = RequestedLifetime }, now);
        _verifyBy = Earlier(_verifyBy, now + patience);
    }

    /// <summary>Stops keeping the channel of a peer alive, and its permission if no other channel leads to that address. Its number rests for 15 min.</summary>
    public void Forget(in TransportAddress peer, TimeSpan now) => _peers.Forget(peer, now);

    /// <summary>
    /// Fresh credentials, for when the old ones are about to expire. Under the same user name they are used from now on; under another only when the server refuses
    /// the old ones, because an allocation belongs to the user name that made it (441, RFC 8656 §5).
    /// </summary>
    public void UpdateCredentials(TurnCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        _transactions.Renew(credentials, isBound: _transactions.CanSign);
    }

    /// <summary>Releases the allocation (Refresh with LIFETIME 0, RFC 8656 §8.1); <see cref="ITurnClientOutput.Closed"/> follows.</summary>
    public void Close(TimeSpan now)
    {
        if (_state is State.Releasing or State.Ended)
            return;
        _transactions.Clear();
        Allocation = null;
        if (_state is State.New || !_transactions.CanSign)
        {
            End();
            return;
        }
        // In the middle of Allocate too: its response may be on the way.
        _state = State.Releasing;
        _transactions.Send(new TurnRequest { Method = StunMethod.Refresh, Lifetime = 0 }, now);
    }

    /// <summary>The TCP or TLS connection to the server has ended, and with it the allocation.</summary>
    public void Disconnected()
    {
        if (_state is State.Releasing)
            End();
        else if (_state is not State.Ended)
            Fail(new TurnFailure(_state is State.Allocated ? TurnStage.Refresh : TurnStage.Allocate, TurnFailureReason.ConnectionLost, 0, ConnectionEnded));
    }

    /// <summary>Why there is no allocation so far, for who waits no longer.</summary>
    public TurnFailure WhyNoAllocation() => _transactions.WhyNoAnswer(TurnStage.Allocate);

    private uint? RequestedLifetime => _options.Lifetime is { } lifetime ? (uint)Math.Clamp(lifetime.TotalSeconds, 1, uint.MaxValue) : null;

    private void ReceiveIndication(in StunMessage indication)
    {
        Span<ushort> unknown = stackalloc ushort[1];
        if (_state is State.Allocated
            && indication.Method is StunMethod.Data
            && indication.UnknownAttributes(UnderstoodInData, unknown) == 0
            && indication.TryGet(StunAttributes.XorPeerAddress, out var peer)
            && indication.TryGetBytes(StunAttributeType.Data, out var data)
            && _peers.IsPermitted(peer))
        {
            _output.Data(peer, data);
        }
    }

    private void SendIndication(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        var room = IndicationOverhead + data.Length + ChannelData.Padding(data.Length);
        if (_indication.Length < room)
            _indication = new byte[Math.Max(room, 2048)];
        var writer = new StunWriter(_indication, StunMethod.Send, StunClass.Indication, _options.NewTransactionId());
        writer.Add(StunAttributes.XorPeerAddress, peer);
        writer.AddBytes(StunAttributeType.Data, data);
        _output.Transmit(writer.Written, default);
    }

    private void Conclude(TurnRequest request, in StunMessage response, TurnFailure? failure, TimeSpan now)
    {
        if (_state is State.Releasing)
            End();
        else if (request.Method is StunMethod.Allocate)
            ConcludeAllocate(request, response, failure, now);
        else if (failure?.Reason is TurnFailureReason.AllocationMismatch)
            Fail(failure);
        else if (request.Method is StunMethod.Refresh)
            ConcludeRefresh(request, response, failure, now);
        else
            _peers.Conclude(request, failure, now);
    }

    private void ConcludeAllocate(TurnRequest request, in StunMessage response, TurnFailure? failure, TimeSpan now)
    {
        if (failure is not null)
        {
            Fail(failure);
            return;
        }
        if (!response.TryGet(StunAttributes.XorRelayedAddress, out var relayed)
            || !response.TryGet(StunAttributes.XorMappedAddress, out var mapped)
            || !response.TryGet(StunAttributes.Lifetime, out var seconds)
            || seconds == 0
            || (_options.RelayedFamily is not AddressFamily.Unspecified && relayed.AddressFamily != _options.RelayedFamily))
        {
            // What was made is of no use; the server need not keep it (RFC 8656 §7.3).
            _transactions.Send(new TurnRequest { Method = StunMethod.Refresh, Lifetime = 0 }, now);
            Fail(new TurnFailure(TurnStage.Allocate, TurnFailureReason.MalformedResponse, 0, "The allocation lacks an address or a lifetime."));
            return;
        }
        _state = State.Allocated;
        _peers.Family = relayed.AddressFamily;
        Allocation = new TurnAllocation(relayed, mapped, TimeSpan.FromSeconds(seconds));
        Schedule(request, seconds);
        _output.Allocated(Allocation);
    }

    private void ConcludeRefresh(TurnRequest request, in StunMessage response, TurnFailure? failure, TimeSpan now)
    {
        _refresh = null;
        if (failure is null && response.TryGet(StunAttributes.Lifetime, out var seconds) && seconds > 0)
        {
            _lastRefusal = null;
            _verifyBy = TimeSpan.MaxValue;
            Schedule(request, seconds);
            _output.Refreshed();
            return;
        }
        _lastRefusal = failure ?? new TurnFailure(TurnStage.Refresh, TurnFailureReason.MalformedResponse, 0, "The response has no lifetime.");
        if (_verifyBy != TimeSpan.MaxValue)
        {
            Fail(_lastRefusal);
            return;
        }
        _refreshAt = now + PeerTable.RetryInterval;
        _output.RefreshRefused(_lastRefusal);
    }

    /// <summary>Counted from when the request was sent: the server cannot have begun earlier.</summary>
    private void Schedule(TurnRequest request, uint seconds)
    {
        var lifetime = TimeSpan.FromSeconds(seconds);
        _expiresAt = request.SentAt + lifetime;
        _refreshAt = request.SentAt + (lifetime > 2 * RefreshMargin ? lifetime - RefreshMargin : lifetime / 2);
    }

    private void Fail(TurnFailure failure)
    {
        _state = State.Ended;
        Allocation = null;
        _transactions.Clear();
        _output.Failed(failure);
    }

    private void End()
    {
        _state = State.Ended;
        _transactions.Clear();
        _output.Closed();
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

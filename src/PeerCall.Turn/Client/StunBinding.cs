using PeerCall.Stun;

namespace PeerCall.Turn.Client;

/// <summary>What became of a <see cref="StunBinding"/>.</summary>
public enum StunBindingState
{
    /// <summary>Waiting for the response.</summary>
    Waiting,

    /// <summary>There is a mapped address.</summary>
    Succeeded,

    /// <summary>The server refused.</summary>
    Refused,

    /// <summary>No response in time.</summary>
    TimedOut,
}

/// <summary>
/// One Binding transaction without credentials (RFC 8489 §3): how the client looks from the server, for server-reflexive candidates (RFC 8445 §5.1.1.2).
/// The caller sends <see cref="Request"/> when it is made, and each time <see cref="Advance"/> says so. No sockets, no clock.
/// </summary>
public sealed class StunBinding
{
    private readonly byte[] _request = new byte[StunHeader.Length];
    private readonly TransactionId _id;
    private readonly RetransmissionSchedule _schedule;

    /// <summary>Makes the request, sent now for the first time.</summary>
    /// <param name="id">Transaction id, from a cryptographic source.</param>
    /// <param name="now">Monotonic time, any origin.</param>
    /// <param name="rto">Initial retransmission timeout; null: 500 ms.</param>
    /// <param name="reliable">Whether the transport retransmits by itself.</param>
    public StunBinding(TransactionId id, TimeSpan now, TimeSpan? rto = null, bool reliable = false)
    {
        _id = id;
        _ = new StunWriter(_request, StunMethod.Binding, StunClass.Request, id);
        _schedule = new RetransmissionSchedule(now, rto ?? TimeSpan.FromMilliseconds(500), reliable);
    }

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> Request => _request;

    /// <summary>What became of it.</summary>
    public StunBindingState State { get; private set; }

    /// <summary>The client's address as the server sees it, once it succeeded.</summary>
    public TransportAddress MappedAddress { get; private set; }

    /// <summary>What the server said, if it refused.</summary>
    public StunError Error { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do; <see cref="TimeSpan.MaxValue"/> once it has ended.</summary>
    public TimeSpan Deadline => State is StunBindingState.Waiting ? _schedule.Deadline : TimeSpan.MaxValue;

    /// <summary>Whether to send the request again now.</summary>
    public bool Advance(TimeSpan now)
    {
        if (State is not StunBindingState.Waiting)
            return false;
        var step = _schedule.Advance(now);
        if (step is RetransmissionStep.TimedOut)
            State = StunBindingState.TimedOut;
        return step is RetransmissionStep.SendAgain;
    }

    /// <summary>Takes a datagram of the server.</summary>
    /// <returns>Whether it belongs to this transaction.</returns>
    public bool Receive(ReadOnlySpan<byte> datagram)
    {
        if (StunMessage.TryParse(datagram, out var message) is not StunFault.None || message.Method is not StunMethod.Binding || message.TransactionId != _id)
            return false;
        if (State is not StunBindingState.Waiting)
            return true;
        switch (message.Class)
        {
            case StunClass.SuccessResponse:
                // Servers of RFC 3489's time that learned the cookie may know MAPPED-ADDRESS alone.
                if (message.TryGet(StunAttributes.XorMappedAddress, out var mapped) || message.TryGet(StunAttributes.MappedAddress, out mapped))
                {
                    MappedAddress = mapped;
                    State = StunBindingState.Succeeded;
                }
                return true;
            case StunClass.ErrorResponse:
                if (message.TryGet(StunAttributes.ErrorCode, out var error))
                {
                    Error = error;
                    State = StunBindingState.Refused;
                }
                return true;
            default:
                return false;
        }
    }
}

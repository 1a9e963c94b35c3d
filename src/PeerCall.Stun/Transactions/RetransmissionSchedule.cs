namespace PeerCall.Stun;

/// <summary>
/// When a request is sent again and when it is given up (RFC 8489 §6.2.1). Over UDP: after RTO, then after twice as long each time,
/// Rc = 7 requests in all, and 16 RTO after the last one it has failed (39.5 s with 500 ms). Over TCP and TLS: never again, failed after 39.5 s.
/// </summary>
public sealed class RetransmissionSchedule
{
    /// <summary>Rc.</summary>
    public const int MaxRequests = 7;

    private const int LastWait = 16;
    private static readonly TimeSpan ReliableTimeout = TimeSpan.FromSeconds(39.5);

    private readonly bool _reliable;
    private TimeSpan _wait;

    /// <summary>The request was sent now, for the first time.</summary>
    /// <param name="now">Monotonic time since any origin.</param>
    /// <param name="rto">Initial retransmission timeout; the RFC's default is 500 ms.</param>
    /// <param name="reliable">Whether the transport retransmits by itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">RTO is not positive.</exception>
    public RetransmissionSchedule(TimeSpan now, TimeSpan rto, bool reliable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rto, TimeSpan.Zero);
        InitialTimeout = rto;
        _reliable = reliable;
        _wait = rto;
        Requests = 1;
        Deadline = now + (reliable ? ReliableTimeout : rto);
    }

    /// <summary>RTO.</summary>
    public TimeSpan InitialTimeout { get; }

    /// <summary>Requests sent.</summary>
    public int Requests { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to say.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>What is due now.</summary>
    public RetransmissionStep Advance(TimeSpan now)
    {
        if (now < Deadline)
            return RetransmissionStep.Wait;
        if (_reliable || Requests == MaxRequests)
            return RetransmissionStep.TimedOut;
        Requests++;
        _wait *= 2;
        Deadline = now + (Requests == MaxRequests ? InitialTimeout * LastWait : _wait);
        return RetransmissionStep.SendAgain;
    }
}

/// <summary>See <see cref="RetransmissionSchedule.Advance"/>.</summary>
public enum RetransmissionStep
{
    /// <summary>Nothing.</summary>
    Wait,

    /// <summary>Send the same bytes again.</summary>
    SendAgain,

    /// <summary>There will be no answer.</summary>
    TimedOut,
}

using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>The check of a pair that is sent again until it is answered (RFC 8489 §6.2.1).</summary>
internal sealed class OutstandingCheck
{
    private const int LastWait = 16;
    private readonly TimeSpan _rto;
    private readonly int _maxRequests;
    private TimeSpan _wait;

    public OutstandingCheck(TransactionId id, bool nominates, TimeSpan now, TimeSpan rto, int maxRequests)
    {
        Id = id;
        Nominates = nominates;
        _rto = rto;
        _wait = rto;
        _maxRequests = maxRequests;
        Requests = 1;
        Deadline = now + (maxRequests == 1 ? rto * LastWait : rto);
    }

    public TransactionId Id { get; }

    public bool Nominates { get; }

    public int Requests { get; private set; }

    public TimeSpan Deadline { get; private set; }

    public RetransmissionStep Advance(TimeSpan now)
    {
        if (now < Deadline)
            return RetransmissionStep.Wait;
        if (Requests >= _maxRequests)
            return RetransmissionStep.TimedOut;
        Requests++;
        _wait *= 2;
        Deadline = now + (Requests == _maxRequests ? _rto * LastWait : _wait);
        return RetransmissionStep.SendAgain;
    }
}

using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Decides when checks leave: new ones one by one as the pacer lets them (RFC 8445 §6.1.4.2), those under way again after their timeout.</summary>
internal sealed class CheckScheduler(CheckPacer pacer, ConnectivityCheckClient client)
{
    private TimeSpan? _slot;

    /// <summary>Another generation begins.</summary>
    public void Reset() => _slot = null;

    public void AdvanceRetransmissions(IceSession session, TimeSpan now)
    {
        foreach (var pair in session.List.Pairs)
        {
            if (pair.Check is not { } check)
                continue;
            switch (check.Advance(now))
            {
                case RetransmissionStep.SendAgain:
                    client.Retransmit(session, pair, check, now);
                    break;
                case RetransmissionStep.TimedOut:
                    session.Sent.Remove(check.Id);
                    pair.Fail();
                    break;
                default:
                    break;
            }
        }
    }

    public void SendDue(IceSession session, TimeSpan now)
    {
        while (session.IsRunning && session.List.HasWork())
        {
            _slot ??= pacer.Reserve(now);
            if (_slot > now)
                return;
            _slot = null;
            if (session.List.TakeNext() is { } pair)
                client.Begin(session, pair, now);
        }
    }

    public TimeSpan DeadlineOf(IceSession session)
    {
        // A slot that nothing waits for any more is nobody's deadline.
        var deadline = _slot is { } slot && session.IsRunning && session.List.HasWork() ? slot : TimeSpan.MaxValue;
        foreach (var pair in session.List.Pairs)
        {
            if (pair.Check is { } check && check.Deadline < deadline)
                deadline = check.Deadline;
        }
        return deadline;
    }
}

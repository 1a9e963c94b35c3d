using PeerCall.Net;

namespace PeerCall.Rtc.Transport;

/// <summary>A UDP loop that many connections share, with a deadline for each.</summary>
internal sealed class RtcLoop
{
    private readonly LoopDeadlines _deadlines = new();
    private readonly List<LoopMember> _due = [];
    private readonly Action<Exception>? _onFault;

    public RtcLoop(RtcLoopsOptions options, int number)
    {
        _onFault = options.OnFault;
        Udp = UdpLoop.Start(new UdpLoopOptions
        {
            Name = $"rtc {number}",
            Clock = options.Clock,
            Portable = options.Portable,
            OnDeadline = PassDeadlines,
            OnFault = options.OnFault,
        });
    }

    /// <summary>The loop.</summary>
    public UdpLoop Udp { get; }

    /// <summary>Connections that use it. Kept by <see cref="RtcLoops"/>.</summary>
    public int Users { get; set; }

    /// <summary>Its time.</summary>
    public TimeSpan Now => Udp.Now;

    /// <summary>Takes the gate.</summary>
    public UdpLoop.Scope Enter() => Udp.Enter();

    /// <summary>When a member is to be advanced. Under the gate.</summary>
    public void SetDeadline(LoopMember member, TimeSpan deadline)
    {
        if (member.Deadline == deadline)
            return;
        _deadlines.Set(member, deadline);
        Udp.Deadline = _deadlines.Earliest;
    }

    /// <summary>A defect was caught on one of the loop's other threads.</summary>
    public void Report(Exception fault) => _onFault?.Invoke(fault);

    private void PassDeadlines(TimeSpan now)
    {
        try
        {
            // One that is due again at once waits for the next turn: the others, and the sockets, have theirs before.
            while (_deadlines.TakeDue(now) is { } due)
                _due.Add(due);
            foreach (var due in _due)
                Advance(due, now);
        }
        finally
        {
            _due.Clear();
            Udp.Deadline = _deadlines.Earliest;
        }
    }

    private void Advance(LoopMember member, TimeSpan now)
    {
        try
        {
            member.Advance(now);
        }
#pragma warning disable CA1031 // A defect in one connection must not stop the clock of the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Report(fault);
        }
    }
}

namespace PeerCall.Stun.Tests.Transactions;

public class RetransmissionScheduleTests
{
    private static readonly TimeSpan Rto = TimeSpan.FromMilliseconds(500);

    [Fact]
    public void Over_UDP_a_request_is_sent_seven_times_and_has_failed_after_39500_ms()
    {
        var origin = TimeSpan.FromHours(30);
        var schedule = new RetransmissionSchedule(origin, Rto, reliable: false);
        List<double> sent = [0];

        TimeSpan now;
        RetransmissionStep step;
        do
        {
            now = schedule.Deadline;
            schedule.Advance(now - TimeSpan.FromTicks(1)).ShouldBe(RetransmissionStep.Wait);
            step = schedule.Advance(now);
            if (step is RetransmissionStep.SendAgain)
                sent.Add((now - origin).TotalMilliseconds);
        }
        while (step is RetransmissionStep.SendAgain);

        sent.ShouldBe([0, 500, 1500, 3500, 7500, 15500, 31500]);
        step.ShouldBe(RetransmissionStep.TimedOut);
        (now - origin).TotalMilliseconds.ShouldBe(39500);
        schedule.Requests.ShouldBe(7);
        schedule.Advance(now + Rto).ShouldBe(RetransmissionStep.TimedOut);
    }

    [Fact]
    public void Another_RTO_stretches_everything()
    {
        var schedule = new RetransmissionSchedule(TimeSpan.Zero, Rto / 5, reliable: false);
        while (schedule.Advance(schedule.Deadline) is RetransmissionStep.SendAgain)
        {
        }

        schedule.Deadline.ShouldBe(TimeSpan.FromMilliseconds(7900));
        schedule.InitialTimeout.ShouldBe(Rto / 5);
    }

    [Fact]
    public void Over_TCP_nothing_is_sent_again()
    {
        var schedule = new RetransmissionSchedule(TimeSpan.Zero, Rto, reliable: true);

        schedule.Deadline.ShouldBe(TimeSpan.FromSeconds(39.5));
        schedule.Advance(TimeSpan.FromSeconds(39.4)).ShouldBe(RetransmissionStep.Wait);
        schedule.Advance(TimeSpan.FromSeconds(39.5)).ShouldBe(RetransmissionStep.TimedOut);
        schedule.Requests.ShouldBe(1);
    }

    [Fact]
    public void A_late_caller_sends_once_and_not_a_burst()
    {
        var schedule = new RetransmissionSchedule(TimeSpan.Zero, Rto, reliable: false);
        var late = TimeSpan.FromSeconds(5);

        schedule.Advance(late).ShouldBe(RetransmissionStep.SendAgain);
        schedule.Advance(late).ShouldBe(RetransmissionStep.Wait);
        schedule.Deadline.ShouldBe(late + (2 * Rto));
    }

    [Fact]
    public void An_RTO_is_positive() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RetransmissionSchedule(TimeSpan.Zero, TimeSpan.Zero, reliable: false));
}

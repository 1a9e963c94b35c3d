using FsCheck;
using FsCheck.Fluent;
using PeerCall.Server.Sessions;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Sessions;

/// <summary>The log against a plain list, in random histories of appending, sending, confirming and resuming.</summary>
public class SessionLogTests
{
    private static readonly OutgoingMessage Small = OutgoingMessage.Create(new PeerLeft { Peer = "k3v9x2m7qa", Reason = LeaveReason.Left });

    [Fact]
    public void Every_message_is_sent_once_and_in_order_whatever_breaks()
    {
        // A number is a step: 0-5 append, 6-8 send, 9 confirm what was received, 10 the connection breaks and the client resumes.
        var steps = Gen.ListOf(Gen.Choose(0, 10)).ToArbitrary();
        Prop.ForAll(steps, history =>
        {
            var log = new SessionLog();
            var reader = new object();
            log.TryOpen(reader, 0).ShouldBeTrue();
            long appended = 0, received = 0, inFlight = 0;
            foreach (var step in history)
            {
                switch (step)
                {
                    case <= 5:
                        log.TryAppend(Small, now: appended, connected: true).ShouldBeTrue();
                        appended++;
                        break;
                    case <= 8 when log.TryTakeNext(reader, out _, out var seq):
                        seq.ShouldBe(inFlight + 1);
                        inFlight = seq;
                        received = step == 6 ? received : seq; // some are sent and not received
                        break;
                    case 9:
                        log.Confirm(received);
                        break;
                    case 10:
                        reader = new object();
                        log.TryOpen(reader, received).ShouldBeTrue();
                        inFlight = received;
                        break;
                }
            }

            while (log.TryTakeNext(reader, out _, out var rest))
            {
                rest.ShouldBe(++inFlight);
            }

            return inFlight == appended && log.LastSeq == appended;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_old_connection_gets_nothing_once_another_has_opened_the_log()
    {
        var log = new SessionLog();
        var old = new object();
        var young = new object();
        log.TryOpen(old, 0);
        log.TryAppend(Small, 0, connected: true);
        log.TryOpen(young, 0);

        log.TryTakeNext(old, out _, out _).ShouldBeFalse();
        log.TryTakeNext(young, out _, out var seq).ShouldBeTrue();
        seq.ShouldBe(1);
    }

    [Fact]
    public void While_connected_what_was_sent_makes_room_and_a_late_resume_fails()
    {
        var log = new SessionLog();
        var reader = new object();
        log.TryOpen(reader, 0);
        for (var i = 0; i < SessionLog.MaxMessages + 10; i++)
        {
            log.TryAppend(Small, 0, connected: true).ShouldBeTrue();
            log.TryTakeNext(reader, out _, out _).ShouldBeTrue();
        }

        log.TryOpen(new object(), lastSeq: 5).ShouldBeFalse();
        log.TryOpen(new object(), lastSeq: 10).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_not_sent_is_never_forgotten(bool connected)
    {
        var log = new SessionLog();
        for (var i = 0; i < SessionLog.MaxMessages; i++)
        {
            log.TryAppend(Small, 0, connected).ShouldBeTrue();
        }

        log.TryAppend(Small, 0, connected).ShouldBeFalse();
    }

    [Fact]
    public void Bytes_are_bounded_too()
    {
        var log = new SessionLog();
        var large = OutgoingMessage.Create(new ChatFrom { From = "a", Text = new string('x', 60_000), At = 1 });
        var count = 0;
        while (log.TryAppend(large, 0, connected: false))
        {
            count++;
        }

        count.ShouldBe(SessionLog.MaxBytes / large.Length);
        log.Unsent.Bytes.ShouldBe((long)count * large.Length);
    }

    [Fact]
    public void A_confirmation_of_what_was_never_sent_changes_nothing()
    {
        var log = new SessionLog();
        var reader = new object();
        log.TryOpen(reader, 0);
        log.TryAppend(Small, 0, connected: true);

        log.Confirm(long.MaxValue);

        log.TryTakeNext(reader, out _, out var seq).ShouldBeTrue();
        seq.ShouldBe(1);
    }

    [Fact]
    public void The_oldest_that_waits_tells_since_when()
    {
        var log = new SessionLog();
        var reader = new object();
        log.TryOpen(reader, 0);
        log.WaitingSince().ShouldBeNull();
        log.TryAppend(Small, 100, connected: true);
        log.TryAppend(Small, 200, connected: true);
        log.WaitingSince().ShouldBe(100);
        log.TryTakeNext(reader, out _, out _);
        log.WaitingSince().ShouldBe(200);
    }

    [Fact]
    public void A_hand_over_keeps_numbers_and_content()
    {
        var log = new SessionLog();
        var reader = new object();
        log.TryOpen(reader, 0);
        for (var i = 0; i < 20; i++)
        {
            log.TryAppend(Small, 0, connected: true);
            log.TryTakeNext(reader, out _, out _);
        }

        log.Confirm(7);
        var (first, messages) = log.Snapshot();
        var again = SessionLog.Restore(first, messages, now: 0);

        first.ShouldBe(8);
        again.LastSeq.ShouldBe(20);
        again.TryOpen(reader, 12).ShouldBeTrue();
        again.TryTakeNext(reader, out _, out var seq);
        seq.ShouldBe(13);
    }
}

using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

public sealed class TurnClientAllocationTests
{
    [Fact]
    public void An_allocation_is_asked_for_without_credentials_first_and_then_with_them()
    {
        var turn = VirtualTurn.Allocated();

        turn.Client.Allocation.ShouldBe(new TurnAllocation(FakeTurnServer.Relayed, FakeTurnServer.Mapped, TimeSpan.FromSeconds(600)));
        turn.Events.ShouldBe(["allocated"]);
        turn.Server.Requests.Select(static request => request.Username).ShouldBe([null, "alice"]);
        turn.Server.Requests[1].Message.TryGet(StunAttributes.RequestedTransport, out var transport).ShouldBeTrue();
        transport.ShouldBe((byte)17);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, StunAddressFamily.IPv4, "192.0.2.15:50000")]
    [InlineData(AddressFamily.InterNetworkV6, StunAddressFamily.IPv6, "[2001:db8::15]:50000")]
    public void The_family_asked_for_is_in_the_request(AddressFamily family, byte code, string relayed)
    {
        var turn = VirtualTurn.Allocated(
            options => options with { RelayedFamily = family },
            server => server.RelayedAddress = FakeTurnServer.Address(relayed));

        turn.Server.Requests[1].Message.TryGet(StunAttributes.RequestedAddressFamily, out var asked).ShouldBeTrue();
        asked.ShouldBe(code);
    }

    [Fact]
    public void An_allocation_of_another_family_than_asked_for_is_given_back()
    {
        var turn = new VirtualTurn(static options => options with { RelayedFamily = AddressFamily.InterNetworkV6 });
        turn.Allocate();
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.MalformedResponse);
        turn.Server.Seen(StunMethod.Refresh).ShouldHaveSingleItem().Lifetime.ShouldBe(0u);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void An_allocation_is_made_where_every_third_packet_is_lost(int seed)
    {
        var turn = new VirtualTurn(loss: 0.33, seed: seed);
        turn.Allocate();

        turn.Client.Allocation.ShouldNotBeNull();
    }

    [Fact]
    public void A_silent_server_is_given_up_after_seven_requests()
    {
        var turn = new VirtualTurn { OnTheWay = static _ => null };
        var started = turn.Now;
        turn.Allocate();

        turn.Failure.ShouldBe(new TurnFailure(TurnStage.Allocate, TurnFailureReason.TimedOut, 0, "No answer."));
        (turn.Now - started).ShouldBe(TimeSpan.FromSeconds(39.5));
        turn.Server.Requests.Count.ShouldBe(7);
        turn.Client.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Nothing_is_sent_again_over_a_stream()
    {
        var turn = new VirtualTurn(static options => options with { Reliable = true }) { OnTheWay = static _ => null };
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.TimedOut);
        turn.Server.Requests.Count.ShouldBe(1);
    }

    public static TheoryData<StunError, TurnFailureReason> Errors => new()
    {
        { StunErrors.BadRequest, TurnFailureReason.BadRequest },
        { StunErrors.Forbidden, TurnFailureReason.Forbidden },
        { StunErrors.UnknownAttribute, TurnFailureReason.UnknownAttribute },
        { StunErrors.AllocationMismatch, TurnFailureReason.AllocationMismatch },
        { StunErrors.AddressFamilyNotSupported, TurnFailureReason.AddressFamilyNotSupported },
        { StunErrors.WrongCredentials, TurnFailureReason.WrongCredentials },
        { StunErrors.UnsupportedTransportProtocol, TurnFailureReason.UnsupportedTransport },
        { StunErrors.AllocationQuotaReached, TurnFailureReason.QuotaReached },
        { StunErrors.ServerError, TurnFailureReason.ServerError },
        { StunErrors.InsufficientCapacity, TurnFailureReason.InsufficientCapacity },
        { new StunError(699, "Odd"), TurnFailureReason.OtherError },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_refusal_has_a_name(StunError error, TurnFailureReason reason)
    {
        var turn = new VirtualTurn();
        turn.Server.Refuse(StunMethod.Allocate, error);
        turn.Allocate();

        turn.Failure.ShouldBe(new TurnFailure(TurnStage.Allocate, reason, error.Code, error.Reason));
    }

    [Fact]
    public void A_refusal_says_how_long_to_leave_the_server_alone()
    {
        static TimeSpan After(StunError error) => TurnFailure.Of(TurnStage.Allocate, error).RetryAfter;

        After(StunErrors.AllocationMismatch).ShouldBe(TimeSpan.FromMinutes(2));
        After(StunErrors.AllocationQuotaReached).ShouldBe(TimeSpan.FromMinutes(1));
        After(StunErrors.InsufficientCapacity).ShouldBe(TimeSpan.FromMinutes(1));
        After(StunErrors.Forbidden).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_redirection_names_the_other_server()
    {
        var other = FakeTurnServer.Address("192.0.2.99:3478");
        var turn = new VirtualTurn();
        turn.Server.Refuse(StunMethod.Allocate, StunErrors.TryAlternate);
        turn.Server.Decorate = (StunMethod _, StunClass _, ref StunWriter writer) =>
        {
            writer.Add(StunAttributes.AlternateServer, other);
            writer.AddBytes(StunAttributeType.AlternateDomain, "b.example.org"u8);
        };
        turn.Allocate();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.TryAlternate);
        turn.Failure.AlternateServer.ShouldBe(other);
        turn.Failure.AlternateDomain.ShouldBe("b.example.org");
    }

    [Fact]
    public void A_refresh_comes_a_minute_before_the_end()
    {
        var turn = VirtualTurn.Allocated();
        var allocatedAt = turn.Server.Requests[1].At;
        turn.Run(TimeSpan.FromHours(2));

        var refreshes = turn.Server.Seen(StunMethod.Refresh);
        refreshes.Length.ShouldBe(13);
        (refreshes[0].At - allocatedAt).ShouldBe(TimeSpan.FromSeconds(540));
        turn.Client.Allocation.ShouldNotBeNull();
    }

    [Fact]
    public void A_short_lifetime_is_refreshed_at_its_half()
    {
        var turn = VirtualTurn.Allocated(server: static server => server.Lifetime = 90);
        var allocatedAt = turn.Server.Requests[1].At;
        turn.Run(TimeSpan.FromMinutes(1));

        (turn.Server.Seen(StunMethod.Refresh)[0].At - allocatedAt).ShouldBe(TimeSpan.FromSeconds(45));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Nobody_notices_that_every_tenth_packet_is_lost_for_a_day(int seed)
    {
        var turn = new VirtualTurn(seed: seed);
        turn.Allocate();
        turn.Bind();
        turn.Loss = 0.1;
        for (var hour = 0; hour < 24; hour++)
        {
            turn.Run(TimeSpan.FromHours(1));
            turn.Client.Send(VirtualTurn.Peer, [1], turn.Now).ShouldBe(TurnSendResult.AsChannelData);
            turn.Server.IsPermitted(VirtualTurn.Peer, turn.Now).ShouldBeTrue();
        }

        turn.Events.ShouldBe(["allocated", $"granted {VirtualTurn.Peer.WithPort(0)}"]);
    }

    [Fact]
    public void A_lost_allocation_is_noticed_at_the_next_refresh()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Refuse(StunMethod.Refresh, StunErrors.AllocationMismatch);
        turn.Run(TimeSpan.FromMinutes(10));

        turn.Failure!.ShouldBe(TurnFailure.Of(TurnStage.Refresh, StunErrors.AllocationMismatch));
        turn.Client.Send(VirtualTurn.Peer, [1], turn.Now).ShouldBe(TurnSendResult.NotAllocated);
    }

    [Fact]
    public void A_refresh_that_fails_for_now_is_tried_again_before_the_end()
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Refuse(StunMethod.Refresh, StunErrors.ServerError, times: 3);
        turn.Run(TimeSpan.FromMinutes(15));

        turn.Events.ShouldBe(["allocated", "refresh refused", "refresh refused", "refresh refused"]);
        turn.Client.Allocation.ShouldNotBeNull();
    }

    [Fact]
    public void An_allocation_that_nobody_confirms_ends_with_its_lifetime()
    {
        var turn = VirtualTurn.Allocated();
        var allocatedAt = turn.Server.Requests[1].At - TimeSpan.FromMilliseconds(20);
        turn.OnTheWay = static _ => null;
        turn.Run(TimeSpan.FromHours(1), until: () => turn.Failure is not null);

        turn.Failure!.Stage.ShouldBe(TurnStage.Refresh);
        turn.Failure.Reason.ShouldBe(TurnFailureReason.TimedOut);
        (turn.Now - allocatedAt).ShouldBe(TimeSpan.FromSeconds(600));
        turn.Client.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Closing_releases_the_allocation()
    {
        var turn = VirtualTurn.Allocated();
        turn.Client.Close(turn.Now);
        turn.Client.Send(VirtualTurn.Peer, [1], turn.Now).ShouldBe(TurnSendResult.NotAllocated);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Server.Seen(StunMethod.Refresh).ShouldHaveSingleItem().Lifetime.ShouldBe(0u);
        turn.Events.ShouldBe(["allocated", "closed"]);
        turn.Client.Close(turn.Now);
        turn.Events.Count.ShouldBe(2);
    }

    [Fact]
    public void Closing_ends_although_the_server_is_gone()
    {
        var turn = VirtualTurn.Allocated();
        turn.OnTheWay = static _ => null;
        turn.Client.Close(turn.Now);
        turn.Run(TimeSpan.FromMinutes(1));

        turn.Events.ShouldBe(["allocated", "closed"]);
    }

    [Fact]
    public void Closing_in_the_middle_of_the_allocation_releases_what_may_have_been_made()
    {
        var turn = new VirtualTurn();
        turn.Client.Start(turn.Now);
        turn.Run(TimeSpan.FromSeconds(1), until: () => turn.Server.Requests.Count == 2);
        turn.Client.Close(turn.Now);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Server.Seen(StunMethod.Refresh).ShouldHaveSingleItem().Lifetime.ShouldBe(0u);
        turn.Events.ShouldBe(["closed"]);
    }

    [Fact]
    public void A_lost_connection_ends_the_allocation()
    {
        var turn = VirtualTurn.Allocated(static options => options with { Reliable = true });
        turn.Client.Disconnected();

        turn.Failure!.Reason.ShouldBe(TurnFailureReason.ConnectionLost);
        turn.Client.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Who_asks_whether_the_allocation_is_there_hears_it_after_one_round_trip()
    {
        var turn = VirtualTurn.Allocated();
        turn.TellsRefreshes = true;

        turn.Client.Verify(TimeSpan.FromSeconds(2), turn.Now);
        turn.Run(TimeSpan.FromMilliseconds(41));

        turn.Events.ShouldBe(["allocated", "refreshed"]);
        turn.Run(TimeSpan.FromMinutes(1));
        turn.Client.Allocation.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(437)]
    [InlineData(441)]
    [InlineData(500)]
    public void An_allocation_whose_server_refuses_when_asked_has_failed(int code)
    {
        var turn = VirtualTurn.Allocated();
        turn.Server.Refuse(StunMethod.Refresh, new StunError(code, "No"));

        turn.Client.Verify(TimeSpan.FromSeconds(2), turn.Now);
        turn.Run(TimeSpan.FromSeconds(1));

        turn.Failure!.Code.ShouldBe(code);
    }

    [Fact]
    public void An_allocation_whose_server_says_nothing_when_asked_has_failed_when_patience_ends()
    {
        var turn = VirtualTurn.Allocated();
        turn.Loss = 1;
        var asked = turn.Now;

        turn.Client.Verify(TimeSpan.FromSeconds(2), asked);
        turn.Run(TimeSpan.FromSeconds(10), until: () => turn.Failure is not null);

        (turn.Now - asked).ShouldBe(TimeSpan.FromSeconds(2));
        turn.Failure!.Reason.ShouldBe(TurnFailureReason.TimedOut);
    }
}

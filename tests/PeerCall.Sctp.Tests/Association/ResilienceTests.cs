namespace PeerCall.Sctp.Tests;

public sealed class ResilienceTests
{
    private static readonly Wire Dead = new() { Loss = 1 };

    [Fact]
    public void An_outage_of_twenty_seconds_is_survived()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        for (var i = 0; i < 50; i++)
            pair.A.Send(channel, TransferTests.Bytes(i, 20_000));
        pair.RunUntil(() => pair.B.Messages.Count > 5);
        pair.Network.Wire = Dead;
        pair.Run(20);
        pair.Network.Wire = new Wire();
        pair.RunUntil(() => pair.B.Messages.Count == 50, TimeSpan.FromSeconds(8));
        pair.A.Ended.ShouldBeNull();
    }

    [Fact]
    public void A_peer_that_never_comes_back_ends_the_association_and_its_channels()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        pair.Network.Wire = Dead;
        pair.A.Send(channel, "anyone?");
        pair.RunUntil(() => pair.A.Ended is not null, TimeSpan.FromMinutes(2));
        pair.A.Ended!.Value.Kind.ShouldBe(SctpCloseKind.PeerUnreachable);
        channel.State.ShouldBe(DataChannelState.Closed);
        pair.A.Events[^1].ShouldBe("closed c");
        pair.A.Send(channel, "again").ShouldBe(SendResult.Closed);
    }

    [Fact]
    public void A_silent_path_is_probed_and_found_dead()
    {
        var pair = new Pair().Connect();
        pair.Run(300);
        pair.A.Association.GetStatistics().RoundTripTime!.Value.TotalMilliseconds.ShouldBeInRange(19, 21);
        pair.A.Ended.ShouldBeNull();
        pair.Network.Wire = Dead;
        pair.RunUntil(() => pair.A.Ended is not null && pair.B.Ended is not null, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void One_loss_at_the_end_of_a_transfer_costs_one_retransmission()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        var dropped = false;
        pair.Network.Filter = (to, packet) => to != pair.B || packet[12] is not (0 or 64) || dropped || !(dropped = true);
        for (var i = 0; i < 8; i++)
            pair.A.Send(channel, new byte[1000]);
        pair.RunUntil(() => pair.B.Messages.Count == 8, TimeSpan.FromMilliseconds(100));
        var statistics = pair.A.Association.GetStatistics();
        statistics.Retransmissions.ShouldBe(1);
        statistics.Timeouts.ShouldBe(0);
    }

    [Fact]
    public void A_chunk_lost_twice_is_repaired_without_a_timeout()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        uint? victim = null;
        var drops = 0;
        pair.Network.Filter = (to, packet) =>
        {
            if (to != pair.B || packet[12] is not (0 or 64))
                return true;
            var tsn = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(16));
            victim ??= tsn;
            return tsn != victim || ++drops > 2;
        };
        for (var i = 0; i < 60; i++)
            pair.A.Send(channel, new byte[1000]);
        pair.RunUntil(() => pair.B.Messages.Count == 60, TimeSpan.FromSeconds(1));
        drops.ShouldBe(3);
        pair.A.Association.GetStatistics().Timeouts.ShouldBe(0);
    }

    [Fact]
    public void Shutdown_delivers_what_is_queued_first()
    {
        var pair = new Pair { Network = { Wire = new Wire { Loss = 0.1 } } }.Connect();
        var channel = pair.Open();
        for (var i = 0; i < 50; i++)
            pair.A.Send(channel, new byte[10_000]);
        pair.A.Association.Shutdown(pair.Now);
        pair.A.Send(channel, "late").ShouldBe(SendResult.Closed);
        pair.RunUntil(() => pair.A.Ended is not null && pair.B.Ended is not null, TimeSpan.FromMinutes(3));
        pair.B.Messages.Count.ShouldBe(50);
        pair.A.Ended!.Value.Kind.ShouldBe(SctpCloseKind.Shutdown);
        pair.B.Ended!.Value.Kind.ShouldBe(SctpCloseKind.Shutdown);
    }

    [Fact]
    public void Both_sides_may_shut_down_at_once()
    {
        var pair = new Pair().Connect();
        pair.A.Association.Shutdown(pair.Now);
        pair.B.Association.Shutdown(pair.Now);
        pair.RunUntil(() => pair.A.Ended is not null && pair.B.Ended is not null, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void An_abort_is_seen_with_its_cause()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        pair.A.Association.Abort(pair.Now, ErrorCauseCode.UserInitiatedAbort, "bye");
        pair.Run(0.1);
        pair.B.Ended.ShouldBe(new SctpCloseReason(SctpCloseKind.AbortedByPeer, ErrorCauseCode.UserInitiatedAbort, "bye"));
        pair.A.Ended!.Value.Kind.ShouldBe(SctpCloseKind.AbortedLocally);
        channel.State.ShouldBe(DataChannelState.Closed);
        pair.A.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void A_message_longer_than_our_limit_ends_the_association()
    {
        var pair = new Pair(1, Peer.Options(), Peer.Options() with { MaxReceiveMessageSize = 50_000 }).Connect();
        var channel = pair.Open();
        pair.A.Send(channel, new byte[60_000]);
        pair.RunUntil(() => pair.A.Ended is not null, TimeSpan.FromSeconds(5));
        pair.A.Ended!.Value.Cause.ShouldBe(ErrorCauseCode.ProtocolViolation);
        pair.B.Messages.ShouldBeEmpty();
    }
}

namespace PeerCall.Sctp.Tests;

public sealed class PartialReliabilityTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Without_retransmission_what_is_lost_is_missing_and_the_rest_arrives(bool ordered, bool interleaving)
    {
        var options = Peer.Options() with { OfferInterleaving = interleaving };
        var pair = new Pair(9, options, options).Connect();
        var channel = pair.Open("c", new DataChannelOptions { IsOrdered = ordered, MaxRetransmits = 0 });
        pair.Run(1);
        pair.Network.Wire = new Wire { Loss = 0.2, Jitter = TimeSpan.FromMilliseconds(2) };
        for (var i = 0; i < 500; i++)
        {
            pair.A.Send(channel, BitConverter.GetBytes(i).Concat(new byte[i % 3 == 0 ? 3000 : 100]).ToArray());
            pair.Run(0.02);
        }

        pair.Network.Wire = new Wire();
        pair.Run(10);
        var numbers = pair.B.Messages.Select(m => BitConverter.ToInt32(m.Bytes)).ToArray();
        numbers.Length.ShouldBeInRange(300, 440);
        numbers.Distinct().Count().ShouldBe(numbers.Length);
        if (ordered)
            numbers.ShouldBe(numbers.Order());
        pair.A.Association.GetStatistics().BytesInFlight.ShouldBe(0);

        // The gaps are closed: a message on a reliable channel is not held up.
        var reliable = pair.Open("r");
        pair.A.Send(reliable, "after");
        pair.RunUntil(() => pair.B.Messages[^1].Text == "after", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_lifetime_ends_messages_that_wait_behind_an_outage()
    {
        var pair = new Pair(4).Connect();
        var channel = pair.Open("c", new DataChannelOptions { MaxPacketLifeTime = 500 });
        var reliable = pair.Open("r");
        pair.Network.Wire = new Wire { Loss = 1 };
        for (var i = 0; i < 100; i++)
            pair.A.Send(channel, new byte[5_000]);
        pair.Run(5);
        pair.Network.Wire = new Wire();
        pair.A.Send(channel, "fresh");
        pair.A.Send(reliable, "steady");
        pair.RunUntil(() => pair.B.Messages.Count == 2, TimeSpan.FromSeconds(10));
        pair.B.Messages.Select(m => m.Text).Order(StringComparer.Ordinal).ShouldBe(["fresh", "steady"]);
        channel.BufferedAmount.ShouldBe(0);
    }

    [Fact]
    public void A_message_given_up_half_way_leaves_nothing_at_the_peer()
    {
        foreach (var interleaving in new[] { true, false })
        {
            var options = Peer.Options() with { OfferInterleaving = interleaving };
            var pair = new Pair(6, options, options).Connect();
            var window = pair.B.Association.GetStatistics().ReceiverWindow;
            var channel = pair.Open("c", new DataChannelOptions { MaxPacketLifeTime = 200 });
            // Its first fragments arrive and are acknowledged, then the path is gone until it has expired.
            pair.A.Send(channel, new byte[200_000]);
            pair.Run(0.045);
            pair.Network.Wire = new Wire { Loss = 1 };
            pair.Run(2);
            pair.Network.Wire = new Wire();
            pair.A.Send(channel, "next");
            pair.RunUntil(() => pair.B.Messages.Count == 1, TimeSpan.FromSeconds(10));
            pair.B.Messages[0].Text.ShouldBe("next");
            pair.Run(2);
            pair.B.Association.GetStatistics().ReceiverWindow.ShouldBe(window);
        }
    }

    [Fact]
    public void A_long_message_does_not_hold_up_a_short_one_when_both_sides_interleave()
    {
        var pair = new Pair { Network = { Wire = new Wire { BytesPerSecond = 200_000 } } }.Connect();
        var bulk = pair.Open("bulk");
        var chat = pair.Open("chat");
        pair.A.Send(bulk, new byte[256 << 10]);
        pair.A.Send(chat, "quick");
        pair.RunUntil(() => pair.B.Messages.Count > 0);
        pair.B.Messages[0].Text.ShouldBe("quick");
    }

    [Fact]
    public void Many_long_messages_side_by_side_do_not_lock_a_small_window()
    {
        var options = Peer.Options() with { ReceiveWindow = 300_000 };
        var pair = new Pair(3, Peer.Options(), options) { Network = { Wire = new Wire { Loss = 0.05 } } }.Connect();
        var channels = Enumerable.Range(0, 12).Select(i => pair.Open("c" + i, new DataChannelOptions { IsOrdered = i % 2 == 0 })).ToArray();
        foreach (var channel in channels)
        {
            for (var i = 0; i < 2; i++)
                pair.A.Send(channel, new byte[120_000], flush: false).ShouldBeOneOf(SendResult.Accepted, SendResult.WouldBlock);
        }

        var accepted = channels.Sum(c => c.MessagesSent);
        pair.A.Transport.Flush(pair.Now);
        pair.RunUntil(() => pair.B.Messages.Count == accepted, TimeSpan.FromMinutes(2));
    }
}

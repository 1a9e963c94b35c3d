namespace PeerCall.Sctp.Tests;

public sealed class DataChannelTests
{
    [Fact]
    public void A_channel_made_before_the_association_opens_with_it_at_both_ends()
    {
        var pair = new Pair();
        var options = new DataChannelOptions { IsOrdered = false, MaxRetransmits = 3, Protocol = "chät", Priority = 512 };
        var channel = pair.A.Create("läbel", options);
        channel.State.ShouldBe(DataChannelState.Connecting);
        channel.Id.ShouldBeNull();
        pair.A.Send(channel, "too early").ShouldBe(SendResult.Closed);
        pair.Connect();
        pair.RunUntil(() => pair.B.Incoming.Count == 1);
        channel.State.ShouldBe(DataChannelState.Open);
        channel.Id.ShouldBe((ushort)0);
        var incoming = pair.B.Incoming[0];
        incoming.Label.ShouldBe("läbel");
        incoming.Options.ShouldBe(options with { Id = 0 });
    }

    [Fact]
    public void The_DTLS_client_takes_even_streams_and_the_server_odd_ones()
    {
        var pair = new Pair().Connect();
        pair.A.Create("a").Id.ShouldBe((ushort)0);
        pair.A.Create("b").Id.ShouldBe((ushort)2);
        pair.B.Create("c").Id.ShouldBe((ushort)1);
        pair.B.Create("d").Id.ShouldBe((ushort)3);
    }

    [Fact]
    public void Texts_binaries_and_empty_messages_keep_their_kind_and_length()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        pair.A.Send(channel, "text");
        pair.A.Send(channel, "");
        pair.A.Send(channel, []);
        pair.A.Send(channel, [0]);
        pair.RunUntil(() => pair.B.Messages.Count == 4);
        pair.B.Messages.Select(m => (m.IsText, m.Bytes.Length)).ShouldBe([(true, 4), (true, 0), (false, 0), (false, 1)]);
        channel.MessagesSent.ShouldBe(4);
        channel.BytesSent.ShouldBe(5);
        pair.B.Incoming[0].MessagesReceived.ShouldBe(4);
        pair.B.Incoming[0].BytesReceived.ShouldBe(5);
    }

    [Fact]
    public void Negotiated_channels_talk_without_opening_each_other()
    {
        var pair = new Pair().Connect();
        var options = new DataChannelOptions { IsNegotiated = true, Id = 7 };
        var a = pair.A.Create("x", options);
        var b = pair.B.Create("y", options);
        pair.A.Send(a, "hello");
        pair.B.Send(b, "hi");
        pair.RunUntil(() => pair.A.Messages.Count == 1 && pair.B.Messages.Count == 1);
        pair.A.Incoming.ShouldBeEmpty();
        pair.B.Incoming.ShouldBeEmpty();
    }

    [Fact]
    public void Messages_sent_right_behind_the_opening_of_an_unordered_channel_arrive()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var pair = new Pair(seed) { Network = { Wire = new Wire { Loss = 0.3, Jitter = TimeSpan.FromMilliseconds(40) } } }.Connect();
            var channel = pair.A.Create("u", new DataChannelOptions { IsOrdered = false });
            for (var i = 0; i < 20; i++)
                pair.A.Send(channel, "m" + i);
            pair.RunUntil(() => pair.B.Messages.Count == 20);
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_close_is_seen_at_both_ends_after_all_that_was_sent(bool aCloses, bool bCloses)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var pair = new Pair(seed) { Network = { Wire = new Wire { Loss = 0.15, Jitter = TimeSpan.FromMilliseconds(10) } } }.Connect();
            var channel = pair.Open();
            var incoming = pair.B.Incoming[0];
            for (var i = 0; i < 20; i++)
                (aCloses ? pair.A : pair.B).Send(aCloses ? channel : incoming, new byte[5000]);
            if (aCloses)
                channel.Close(pair.Now);
            if (bCloses)
                incoming.Close(pair.Now);
            pair.RunUntil(() => channel.State == DataChannelState.Closed && incoming.State == DataChannelState.Closed, TimeSpan.FromMinutes(2));
            (aCloses ? pair.B : pair.A).Messages.Count.ShouldBe(bCloses && aCloses ? pair.B.Messages.Count : 20);
            pair.A.Events.Count(e => e == "closed c").ShouldBe(1);
            pair.B.Events.Count(e => e == "closed c").ShouldBe(1);
            pair.A.Transport.ChannelCount.ShouldBe(0);
        }
    }

    [Fact]
    public void The_id_of_a_closed_channel_is_used_again_and_again()
    {
        var pair = new Pair(3) { Network = { Wire = new Wire { Loss = 0.1, Delay = TimeSpan.FromMilliseconds(2) } } }.Connect();
        for (var i = 0; i < 100; i++)
        {
            var channel = pair.Open("n" + i);
            channel.Id.ShouldBe((ushort)0);
            pair.A.Send(channel, "message " + i);
            channel.Close(pair.Now);
            pair.RunUntil(() => channel.State == DataChannelState.Closed);
        }

        pair.RunUntil(() => pair.B.Messages.Count == 100);
        pair.B.Messages.Select(m => m.Text).ShouldBe(Enumerable.Range(0, 100).Select(i => "message " + i));
    }

    [Fact]
    public void All_the_streams_that_there_are_can_be_opened_and_closed()
    {
        var pair = new Pair { Network = { Wire = new Wire { Delay = TimeSpan.FromMilliseconds(1) } } }.Connect();
        for (var i = 0; i < 32_768; i++)
            pair.A.Create("a");
        for (var i = 0; i < 32_767; i++)
            pair.B.Create("b");
        pair.A.Transport.Create("one too many", new DataChannelOptions(), pair.Now).ShouldBeNull();
        pair.B.Transport.Create("one too many", new DataChannelOptions(), pair.Now).ShouldBeNull();
        pair.A.Transport.Flush(pair.Now);
        pair.B.Transport.Flush(pair.Now);
        pair.RunUntil(() => pair.B.Incoming.Count == 32_768 && pair.A.Incoming.Count == 32_767);
        pair.B.Send(pair.B.Incoming[^1], "last");
        pair.RunUntil(() => pair.A.Messages.Count == 1);
        foreach (var channel in pair.B.Incoming)
            channel.Close(pair.Now);
        foreach (var channel in pair.A.Incoming)
            channel.Close(pair.Now);
        pair.RunUntil(() => pair.A.Transport.ChannelCount == 0 && pair.B.Transport.ChannelCount == 0);
    }

    [Fact]
    public void Contradicting_options_are_refused()
    {
        var pair = new Pair().Connect();
        Should.Throw<ArgumentException>(() => pair.A.Create("x", new DataChannelOptions { MaxRetransmits = 1, MaxPacketLifeTime = 1 }));
        Should.Throw<ArgumentException>(() => pair.A.Create("x", new DataChannelOptions { IsNegotiated = true }));
        Should.Throw<ArgumentException>(() => pair.A.Create("x", new DataChannelOptions { Id = 65_535 }));
        pair.A.Create("x", new DataChannelOptions { Id = 4 });
        Should.Throw<ArgumentException>(() => pair.A.Create("x", new DataChannelOptions { Id = 4 }));
    }
}

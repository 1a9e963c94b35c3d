using System.Security.Cryptography;
using System.Threading.Channels;
using PeerCall.Rtc.Tests.Transport;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Tests.DataChannels;

public sealed class DataChannelTests
{
    [Fact]
    public async Task A_channel_made_before_the_connection_opens_with_it_and_shows_what_it_was_made_with()
    {
        await using var call = new TestCall();
        var options = new DataChannelOptions { IsOrdered = false, MaxRetransmits = 3, Protocol = "chess", Priority = 512 };
        var (mine, theirs) = await call.Open("moves", options);

        foreach (var channel in new[] { mine, theirs })
        {
            channel.Label.ShouldBe("moves");
            channel.Protocol.ShouldBe("chess");
            channel.IsOrdered.ShouldBeFalse();
            channel.MaxRetransmits.ShouldBe(3);
            channel.MaxPacketLifeTime.ShouldBeNull();
            channel.Priority.ShouldBe(512);
            channel.IsNegotiated.ShouldBeFalse();
            channel.State.ShouldBe(DataChannelState.Open);
        }
        mine.Id.ShouldBe(theirs.Id);
    }

    [Fact]
    public async Task A_channel_made_after_the_connection_opens_from_either_end()
    {
        await using var call = new TestCall();
        await call.Open();
        foreach (var (from, to) in new[] { (call.Offerer, call.Answerer), (call.Answerer, call.Offerer) })
        {
            var mine = from.Create("later");
            await mine.Opened.Within();
            var theirs = await to.NextChannel();
            theirs.Label.ShouldBe("later");
            await mine.SendAsync("hello");
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            message.Text.ShouldBe("hello");
        }
    }

    [Fact]
    public async Task A_negotiated_channel_opens_on_both_ends_without_being_announced()
    {
        await using var call = new TestCall();
        var options = new DataChannelOptions { IsNegotiated = true, Id = 77 };
        var mine = call.Offerer.Create("a", options);
        var theirs = call.Answerer.Create("b", options);
        call.Negotiate();
        await Task.WhenAll(mine.Opened, theirs.Opened).Within();
        await theirs.SendAsync(new byte[] { 1, 2, 3 });
        using var message = await mine.ReceiveAsync().AsTask().Within();
        message.Data.ToArray().ShouldBe([1, 2, 3]);
        call.Answerer.Channels.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_of_all_sizes_arrive_whole_in_both_directions(bool isOrdered)
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open(options: new DataChannelOptions { IsOrdered = isOrdered });
        foreach (var size in new[] { 0, 1, 2, 1000, 1163, 1200, 16 * 1024, 64 * 1024, (256 * 1024) - 1, 256 * 1024 })
        {
            foreach (var (from, to) in new[] { (mine, theirs), (theirs, mine) })
            {
                var sent = RandomNumberGenerator.GetBytes(size);
                await from.SendAsync(sent).AsTask().Within();
                using var received = await to.ReceiveAsync().AsTask().Within();
                received.IsText.ShouldBeFalse();
                received.Length.ShouldBe(size);
                received.Data.Span.SequenceEqual(sent).ShouldBeTrue($"{size} bytes");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("grüße 你好 \U0001F600")]
    public async Task Text_arrives_as_text(string text)
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        await mine.SendAsync(text);
        using var message = await theirs.ReceiveAsync().AsTask().Within();
        message.IsText.ShouldBeTrue();
        message.Text.ShouldBe(text);
    }

    [Fact]
    public async Task What_is_no_text_is_replaced_as_a_browser_does()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        await mine.SendAsync("a\uD800b");
        mine.TrySend([0x61, 0xFF, 0x62], isText: true).ShouldBeTrue();
        for (var i = 0; i < 2; i++)
        {
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            message.Text.ShouldBe("a\uFFFDb");
        }
    }

    [Fact]
    public async Task A_message_longer_than_the_other_end_takes_is_refused_with_the_limit()
    {
        await using var call = new TestCall { MaxMessageSize = 1000 };
        var (mine, _) = await call.Open();
        mine.MaxMessageSize.ShouldBe(1000);
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await mine.SendAsync(new byte[1001]))).Message.ShouldContain("1000");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await mine.SendAsync(new string('x', 1001)))).Message.ShouldContain("1000");
        Should.Throw<ArgumentOutOfRangeException>(() => mine.TrySend(new byte[1001])).Message.ShouldContain("1000");
        await mine.SendAsync(new byte[1000]);
    }

    [Fact]
    public async Task A_channel_that_is_not_open_takes_nothing()
    {
        await using var call = new TestCall();
        var channel = call.Offerer.Create("early");
        await Should.ThrowAsync<InvalidOperationException>(async () => await channel.SendAsync("x"));
        channel.TrySend("x"u8).ShouldBeFalse();
        channel.Close();
        await Should.ThrowAsync<ChannelClosedException>(() => channel.Opened.Within());
        await channel.Closed.Within();
        await Should.ThrowAsync<ChannelClosedException>(async () => await channel.SendAsync("x"));
        await Should.ThrowAsync<ChannelClosedException>(async () => await channel.ReceiveAsync());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_close_is_seen_on_both_ends_after_what_was_sent(bool fromOfferer, bool fromAnswerer)
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        await mine.SendAsync("last");
        if (fromAnswerer)
        {
            using var last = await theirs.ReceiveAsync().AsTask().Within();
            last.Text.ShouldBe("last");
        }
        if (fromOfferer)
            mine.Close();
        if (fromAnswerer)
            theirs.Close();
        await Task.WhenAll(mine.Closed, theirs.Closed).Within();
        mine.State.ShouldBe(DataChannelState.Closed);
        theirs.State.ShouldBe(DataChannelState.Closed);
        if (!fromAnswerer)
        {
            theirs.TryReceive(out var last).ShouldBeTrue("what came before is there still");
            last.Text.ShouldBe("last");
            last.Dispose();
        }
        await Should.ThrowAsync<ChannelClosedException>(async () => await theirs.ReceiveAsync());
        var statistics = call.Offerer.Run(t => t.GetStatistics());
        statistics.ChannelsOpened.ShouldBe(1);
        statistics.ChannelsClosed.ShouldBe(1);
        statistics.Channels.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_messages_are_read_until_the_channel_closes()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        var reading = Task.Run(async () =>
        {
            var read = new List<string>();
            await foreach (var message in theirs.ReadAllAsync())
            {
                using (message)
                    read.Add(message.Text);
            }
            return read;
        });
        for (var i = 0; i < 500; i++)
            await mine.SendAsync($"{i}");
        mine.Close();
        (await reading.Within()).ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Who_does_not_read_stops_the_sender_and_reading_lets_it_go_on()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        var payload = new byte[16 * 1024];
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 1000; sent++)
                await mine.SendAsync(payload);
        });
        // 4 MiB of window and 1 MiB of queue are 320 messages.
        await Eventually.Holds(() => Volatile.Read(ref sent) > 250, "the window fills");
        await Settled(() => Volatile.Read(ref sent));
        sent.ShouldBeLessThan(400);
        sending.IsCompleted.ShouldBeFalse();

        for (var i = 0; i < 1000; i++)
        {
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            message.Length.ShouldBe(payload.Length);
        }
        await sending.Within();
    }

    [Fact]
    public async Task Those_who_wait_to_send_are_served_in_their_order()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        var sending = Enumerable.Range(0, 2000).Select(i => mine.SendAsync(BitConverter.GetBytes(i).Concat(new byte[4092]).ToArray()).AsTask()).ToArray();
        mine.TrySend(new byte[1]).ShouldBeFalse("others wait");
        for (var i = 0; i < sending.Length; i++)
        {
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            BitConverter.ToInt32(message.Data.Span).ShouldBe(i);
        }
        await Task.WhenAll(sending).Within();
    }

    [Fact]
    public async Task Waiting_to_send_can_be_canceled_and_ends_when_the_channel_closes()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        using var cancel = new CancellationTokenSource();
        var payload = new byte[64 * 1024];
        // Nobody reads: 4 MiB of window and 1 MiB of queue take what comes first, and whatever follows 8 MiB waits.
        var before = Enumerable.Range(0, 128).Select(_ => mine.SendAsync(payload).AsTask()).ToArray();
        var canceled = mine.SendAsync(payload, cancel.Token).AsTask();
        var closed = mine.SendAsync(payload).AsTask();
        canceled.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => canceled.Within());
        closed.IsCompleted.ShouldBeFalse();
        mine.Close();
        await Should.ThrowAsync<ChannelClosedException>(() => closed.Within());
        await Should.ThrowAsync<ChannelClosedException>(() => Task.WhenAll(before).Within());
        _ = theirs;
    }

    [Fact]
    public async Task A_queue_that_has_become_short_is_told()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        mine.BufferedAmountLowThreshold = 100_000;
        var raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        mine.BufferedAmountLow += (sender, _) =>
        {
            sender.ShouldBe(mine);
            raised.TrySetResult();
        };
        var reading = Task.Run(async () =>
        {
            await foreach (var message in theirs.ReadAllAsync())
                message.Dispose();
        });
        while (mine.BufferedAmount <= 100_000)
            await mine.SendAsync(new byte[64 * 1024]);
        await mine.WaitForBufferedAmountLowAsync().Within();
        mine.BufferedAmount.ShouldBeLessThanOrEqualTo(100_000);
        await raised.Task.Within();
        await mine.DisposeAsync();
        await reading.Within();
    }

    [Fact]
    public async Task A_thousand_channels_open_carry_and_close()
    {
        await using var call = new TestCall();
        await call.Open();
        var mine = Enumerable.Range(0, 1000).Select(i => call.Offerer.Create($"channel {i}")).ToArray();
        await Task.WhenAll(mine.Select(c => c.Opened)).Within();
        var theirs = new Dictionary<int, DataChannel>();
        for (var i = 0; i < mine.Length; i++)
        {
            var channel = await call.Answerer.NextChannel();
            theirs.Add(channel.Id!.Value, channel);
        }
        foreach (var channel in mine)
            await channel.SendAsync(channel.Label);
        foreach (var channel in mine)
        {
            using var message = await theirs[channel.Id!.Value].ReceiveAsync().AsTask().Within();
            message.Text.ShouldBe(channel.Label);
        }
        await Task.WhenAll(mine.Select(c => c.DisposeAsync().AsTask())).Within();
        await Task.WhenAll(theirs.Values.Select(c => c.Closed)).Within();
        call.Offerer.Run(t => t.GetStatistics()).Channels.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Unread_messages_of_channels_that_are_disposed_of_do_not_hold_the_window()
    {
        await using var call = new TestCall();
        await call.Open();
        for (var round = 0; round < 12; round++)
        {
            var mine = call.Offerer.Create("round");
            await mine.Opened.Within();
            var theirs = await call.Answerer.NextChannel();
            for (var i = 0; i < 16; i++)
                await mine.SendAsync(new byte[64 * 1024]).AsTask().Within();
            mine.Close();
            await theirs.Closed.Within();
            await theirs.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_message_that_was_disposed_of_cannot_be_read_and_may_be_disposed_of_again()
    {
        await using var call = new TestCall();
        var (mine, theirs) = await call.Open();
        await mine.SendAsync("one");
        var one = await theirs.ReceiveAsync().AsTask().Within();
        one.Dispose();
        await mine.SendAsync("two");
        var two = await theirs.ReceiveAsync().AsTask().Within();
        one.Dispose();
        two.Text.ShouldBe("two");
        Should.Throw<ObjectDisposedException>(() => one.Text);
        two.Dispose();
    }

    [Fact]
    public async Task Channels_may_be_used_from_any_thread_while_they_come_and_go()
    {
        await using var call = new TestCall();
        await call.Open();
        var echoing = Task.Run(async () =>
        {
            var echoes = new List<Task>();
            await foreach (var channel in call.Answerer.Channels.Reader.ReadAllAsync())
                echoes.Add(Echo(channel));
            await Task.WhenAll(echoes);
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => Work(call.Offerer, worker)))).Within(TimeSpan.FromSeconds(60));
        call.Answerer.Channels.Writer.Complete();
        await echoing.Within();
        await Eventually.Holds(() => call.Offerer.Run(t => t.GetStatistics()).Channels.Count == 1, "all are closed");

        static async Task Work(TestPeer peer, int worker)
        {
            for (var round = 0; round < 25; round++)
            {
                await using var channel = peer.Create($"{worker}");
                await channel.Opened;
                for (var i = 0; i < 20; i++)
                    await channel.SendAsync(new byte[i * 1000]);
                for (var i = 0; i < 20; i++)
                {
                    using var message = await channel.ReceiveAsync();
                    message.Length.ShouldBe(i * 1000);
                }
            }
        }

        static async Task Echo(DataChannel channel)
        {
            try
            {
                await foreach (var message in channel.ReadAllAsync())
                {
                    using (message)
                        await channel.SendAsync(message.Data);
                }
            }
            catch (ChannelClosedException)
            {
                // The other end was done with it.
            }
        }
    }

    /// <summary>Waits until a value has not moved for a while.</summary>
    private static async Task Settled(Func<long> value)
    {
        var last = value();
        var same = 0;
        await Eventually.Holds(
            () =>
            {
                var next = value();
                same = next == last ? same + 1 : 0;
                last = next;
                return same == 100;
            },
            "it comes to rest");
    }
}

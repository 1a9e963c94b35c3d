using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

public class GateTests
{
    [Theory, EveryKind]
    public async Task Threads_that_enter_and_receivers_never_run_at_the_same_time(LoopKind kind)
    {
        var inside = 0;
        var overlaps = 0;
        var received = 0;
        using var loop = Loop.Start(kind);
        void Work()
        {
            if (Interlocked.Increment(ref inside) != 1)
                overlaps++;
            Interlocked.Decrement(ref inside);
        }

        // Two sockets that never stop playing to each other keep the loop busy.
        var player = new Reaction((socket, in source, in _, data, _) =>
        {
            Work();
            received++;
            socket.Send(in source, default, default, data);
        });
        var (first, second) = (loop.MustOpen(player), loop.MustOpen(player));
        for (var i = 0; i < 16; i++)
            loop.SendFrom(first, second.LocalAddress, [(byte)i]);

        var threads = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            // Until both have had their turns, whoever is quicker.
            for (var (i, both) = (0, false); i < 500 || !both; i++)
            {
                using (loop.Enter())
                {
                    Work();
                    both = received >= 20;
                }
            }
        }));
        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromSeconds(60));

        using (loop.Enter())
        {
            overlaps.ShouldBe(0);
        }
    }

    [Theory, EveryKind]
    public async Task A_receiver_may_enter_again(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox);
        var server = loop.MustOpen(new Reaction((socket, in source, in _, data, _) =>
        {
            using (loop.Enter())
                socket.Send(in source, default, default, data);
        }));

        loop.SendFrom(client, server.LocalAddress, "again"u8);

        (await inbox.Next()).Data.ShouldBe("again"u8.ToArray());
    }

    [Theory, EveryKind]
    public async Task A_receiver_that_throws_is_reported_and_the_next_datagram_is_served(LoopKind kind)
    {
        var faults = new List<string>();
        using var loop = Loop.Start(kind, options => options with
        {
            OnFault = fault =>
            {
                faults.Add(fault.Message);
                throw new InvalidOperationException("not even this stops it");
            },
        });
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox);
        var server = loop.MustOpen(new Reaction((socket, in source, in _, data, _) =>
        {
            if (data[0] == 'x')
                throw new FormatException("unreadable");
            socket.Send(in source, default, default, data);
        }));

        using (loop.Enter())
        {
            foreach (var letter in "axbxxc"u8)
                client.Send(server.LocalAddress, default, default, [letter]);
        }

        (await inbox.Next(3)).Select(arrival => (char)arrival.Data[0]).ShouldBe(['a', 'b', 'c']);
        faults.ShouldBe(["unreadable", "unreadable", "unreadable"]);
    }

    [Theory, EveryKind]
    public async Task A_loop_that_is_disposed_of_is_silent_and_harmless(LoopKind kind)
    {
        var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var socket = loop.MustOpen(inbox);
        loop.SendFrom(socket, socket.LocalAddress, "first"u8);
        await inbox.Next();

        loop.Dispose();
        loop.Dispose();

        using (loop.Enter())
        {
            socket.Send(socket.LocalAddress, default, default, "late"u8);
            socket.Close();
            loop.Deadline = TimeSpan.Zero;
            loop.Open(new UdpBinding(Loop.Address("127.0.0.1:0")), inbox, out var error).ShouldBeNull();
            error.ShouldBe(System.Net.Sockets.SocketError.Shutdown);
        }
        inbox.IsEmpty.ShouldBeTrue();
    }
}

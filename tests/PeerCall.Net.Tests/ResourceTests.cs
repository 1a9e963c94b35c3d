using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

/// <summary>What a loop takes from the process. Alone, since it looks at the whole process.</summary>
[Collection(nameof(ResourceTests))]
[CollectionDefinition(nameof(ResourceTests), DisableParallelization = true)]
public class ResourceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory, EveryKind]
    public async Task Nothing_is_allocated_per_datagram_once_warm(LoopKind kind)
    {
        const int Warm = 20_000;
        const int Counted = 20_000;
        var left = Warm;
        var done = new TaskCompletionSource();
        using var loop = Loop.Start(kind);
        // The first is bound to the any-address, the second to one: both ways to learn and to set the local address are on the path.
        var player = new Reaction((socket, in source, in local, data, _) =>
        {
            if (--left == 0)
                done.TrySetResult();
            else if (left > 0)
                socket.Send(in source, in local, [1, 2, 3, 4], data[4..]);
        });
        var first = loop.MustOpen(player, Loop.Address("0.0.0.0:0"));
        var second = loop.MustOpen(player);

        await Play();
        // The test runner allocates in the same process now and then, which only ever adds: the least of some rounds is the loop's own.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await Play();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // The least that an object takes is 24 bytes: one for every fourth datagram would show.
        ((double)least / Counted).ShouldBeLessThan(6);

        async Task Play()
        {
            using (loop.Enter())
            {
                left = Counted;
                done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                second.Send(Loop.Address("127.0.0.1:0").WithPort(first.LocalAddress.Port), default, default, new byte[100]);
            }
            await done.Task.WaitAsync(Limit);
        }
    }

    [OnLinuxFact]
    public async Task The_thread_of_the_batched_loop_allocates_nothing_at_all()
    {
        var left = 5000;
        long before = 0;
        var allocated = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var loop = Loop.Start(LoopKind.Batched);
        var player = new Reaction((socket, in source, in local, data, _) =>
        {
            left--;
            if (left == 4000)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (left == 0)
                allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - before);
            else if (left > 0)
                socket.Send(in source, in local, default, data);
        });
        var (first, second) = (loop.MustOpen(player), loop.MustOpen(player));

        loop.SendFrom(first, second.LocalAddress, new byte[1200]);

        (await allocated.Task.WaitAsync(Limit)).ShouldBe(0);
    }

    [Theory, EveryKind]
    public void Sockets_that_come_and_go_leave_no_descriptor(LoopKind kind)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // What the runtime opens once is open after the first round.
        OpenAndClose(kind, 10);
        var before = Descriptors();
        OpenAndClose(kind, kind is LoopKind.Batched ? 100_000 : 2_000);
        // The runtime and the other tests' last sockets open and close a handful meanwhile; a leak would be thousands.
        Descriptors().ShouldBeInRange(before - 100, before + 100);
    }

    [Theory, EveryKind]
    public async Task Thousands_of_sockets_are_served(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox);
        var servers = Enumerable.Range(0, 3000).Select(_ => loop.MustOpen(Reaction.Echo, bufferBytes: 0)).ToList();

        foreach (var share in servers.Chunk(100))
        {
            using (loop.Enter())
            {
                foreach (var server in share)
                    client.Send(server.LocalAddress, default, default, "there?"u8);
            }
            (await inbox.Next(100)).Select(arrival => arrival.Source).ToHashSet().SetEquals(share.Select(server => server.LocalAddress)).ShouldBeTrue();
        }
    }

    private static void OpenAndClose(LoopKind kind, int times)
    {
        using var loop = Loop.Start(kind);
        var receiver = new Inbox();
        // As in a server, where a listener stays: the kernel rearranges itself for the first socket with offload and after the last.
        loop.MustOpen(receiver);
        var binding = new UdpBinding(Loop.Address("127.0.0.1:0"));
        for (var i = 0; i < times; i++)
        {
            using (loop.Enter())
            {
                var socket = loop.Open(in binding, receiver, out _).ShouldNotBeNull();
                socket.Send(socket.LocalAddress, default, default, "self"u8);
                socket.Close();
            }
        }
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}

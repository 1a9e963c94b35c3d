using System.Security.Cryptography;
using PeerCall.Net.Batched;
using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

/// <summary>Many datagrams at once: they must arrive whole and in order, however the system carries them.</summary>
public class OffloadTests
{
    private const int NoChecksum = 11;

    [Theory, EveryKind]
    public async Task Equal_datagrams_of_a_batch_arrive_whole_and_in_order(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        await SendAndCompare(loop, loop, Enumerable.Repeat(1200, 200));
    }

    [Theory, EveryKind]
    public async Task Datagrams_of_mixed_sizes_keep_their_order(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var random = new Random(20);
        await SendAndCompare(loop, loop, Enumerable.Range(0, 300).Select(_ => random.Next(5) switch { 0 => 0, 1 => 100, 2 => random.Next(1, 2000), _ => 1200 }));
    }

    [Theory, EveryKind]
    public async Task More_than_the_queue_takes_at_once_arrives_too(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        await SendAndCompare(loop, loop, Enumerable.Repeat(60_000, 12));
        await SendAndCompare(loop, loop, Enumerable.Repeat(8, 3000));
    }

    [Theory, EveryKind]
    public async Task A_loop_with_offload_understands_one_without_and_the_reverse(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        foreach (var other in new[] { LoopKind.BatchedWithoutOffload, LoopKind.Portable })
        {
            using var peer = Loop.Start(other);
            await SendAndCompare(loop, peer, Enumerable.Repeat(1000, 100).Append(999));
            await SendAndCompare(peer, loop, Enumerable.Repeat(1000, 100).Append(999));
        }
    }

    [Theory, EveryKind]
    public async Task Datagrams_to_many_destinations_in_turn_all_arrive_in_order(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var sender = loop.MustOpen(new Inbox());
        var inboxes = Enumerable.Range(0, 10).Select(_ => new Inbox()).ToList();
        var receivers = inboxes.ConvertAll(inbox => loop.MustOpen(inbox));

        using (loop.Enter())
        {
            for (var i = 0; i < 500; i++)
                sender.Send(receivers[i % 10].LocalAddress, default, [(byte)(i / 10)], new byte[i % 3 == 0 ? 500 : 700]);
        }

        foreach (var inbox in inboxes)
            (await inbox.Next(50)).Select(arrival => (int)arrival.Data[0]).ShouldBe(Enumerable.Range(0, 50));
    }

    [OnLinuxFact]
    public async Task Sixty_four_datagrams_to_one_destination_take_a_few_system_calls_in_both_directions()
    {
        using var loop = Loop.Start(LoopKind.Batched);
        using var plain = Loop.Start(LoopKind.BatchedWithoutOffload);

        var sent = await SendAndCompare(loop, loop, Enumerable.Repeat(1000, 64));
        sent.Sends.ShouldBeLessThanOrEqualTo(2);
        sent.Receives.ShouldBeLessThanOrEqualTo(4);

        (await SendAndCompare(plain, plain, Enumerable.Repeat(1000, 64))).Sends.ShouldBe(1);
    }

    [OnLinuxFact]
    public async Task Trains_form_per_socket_even_if_a_batch_serves_many_sockets_in_turn()
    {
        using var loop = Loop.Start(LoopKind.Batched);
        var inbox = new Inbox();
        var receiver = loop.MustOpen(inbox);
        var senders = Enumerable.Range(0, 4).Select(_ => loop.MustOpen(new Inbox())).ToList();

        var before = loop.SendCalls;
        using (loop.Enter())
        {
            for (var i = 0; i < 80; i++)
                senders[i % 4].Send(receiver.LocalAddress, default, [(byte)i], new byte[400]);
        }

        (loop.SendCalls - before).ShouldBe(4);
        var arrivals = await inbox.Next(80);
        foreach (var sender in senders)
            arrivals.Where(arrival => arrival.Source == sender.LocalAddress).Select(arrival => arrival.Data[0]).ShouldBeInOrder();
    }

    [OnLinuxFact]
    public async Task What_the_kernel_will_not_cut_is_sent_one_by_one()
    {
        using var loop = Loop.Start(LoopKind.Batched);
        var inbox = new Inbox();
        var receiver = loop.MustOpen(inbox);
        var sender = loop.MustOpen(inbox);
        // A socket without checksums is one that Linux refuses to cut for.
        Native.TrySetOption(((BatchedUdpSocket)sender).Descriptor, Native.LevelSocket, NoChecksum, 1).ShouldBeTrue();

        using (loop.Enter())
        {
            for (var i = 0; i < 30; i++)
                sender.Send(receiver.LocalAddress, default, [(byte)i], new byte[800]);
            sender.Send(receiver.LocalAddress, default, default, new byte[2]);
        }

        (await inbox.Next(31)).Select(arrival => arrival.Data.Length).ShouldBe(Enumerable.Repeat(801, 30).Append(2));
        loop.Dropped.ShouldBe(0);
    }

    private static async Task<(long Sends, long Receives)> SendAndCompare(UdpLoop from, UdpLoop to, IEnumerable<int> lengths)
    {
        var inbox = new Inbox();
        var receiver = to.MustOpen(inbox, bufferBytes: 8 << 20);
        var sender = from.MustOpen(inbox, bufferBytes: 8 << 20);
        var datagrams = lengths.Select(RandomNumberGenerator.GetBytes).ToList();
        var before = (Sends: from.SendCalls, Receives: to.ReceiveCalls);
        // In the share of a batch that the receiver's buffer surely holds.
        foreach (var share in datagrams.Chunk(datagrams[0].Length > 10_000 ? 2 : 500))
        {
            using (from.Enter())
            {
                foreach (var data in share)
                    sender.Send(receiver.LocalAddress, default, data.AsSpan(0, data.Length / 2), data.AsSpan(data.Length / 2));
            }
            foreach (var (data, arrival) in share.Zip(await inbox.Next(share.Length)))
            {
                arrival.Data.ShouldBe(data);
                arrival.Source.ShouldBe(sender.LocalAddress);
            }
        }
        return (from.SendCalls - before.Sends, to.ReceiveCalls - before.Receives);
    }
}

using System.Net.Sockets;
using PeerCall.Net.Tests.Loops;
using PeerCall.Stun;

namespace PeerCall.Net.Tests;

public class SocketLifeTests
{
    [Theory, EveryKind]
    public void A_port_that_is_taken_is_an_expected_error_and_can_be_had_once_it_is_free(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var first = loop.MustOpen(new Inbox());
        using (loop.Enter())
        {
            loop.Open(new UdpBinding(first.LocalAddress), new Inbox(), out var error).ShouldBeNull();
            error.ShouldBe(SocketError.AddressAlreadyInUse);

            loop.Open(new UdpBinding(Loop.Address("192.0.2.1:0")), new Inbox(), out error).ShouldBeNull();
            error.ShouldBe(SocketError.AddressNotAvailable);

            loop.Open(default, new Inbox(), out error).ShouldBeNull();
            error.ShouldBe(SocketError.AddressFamilyNotSupported);

            first.Close();
            loop.Open(new UdpBinding(first.LocalAddress), new Inbox(), out error).ShouldNotBeNull();
        }
    }

    [Theory, EveryKind]
    public async Task What_was_queued_leaves_before_a_socket_closes(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var receiver = loop.MustOpen(inbox);
        var sender = loop.MustOpen(new Inbox());

        using (loop.Enter())
        {
            sender.Send(receiver.LocalAddress, default, default, "last words"u8);
            sender.Close();
            sender.Send(receiver.LocalAddress, default, default, "from the grave"u8);
            sender.Close();
        }

        (await inbox.Next()).Data.ShouldBe("last words"u8.ToArray());
        inbox.IsEmpty.ShouldBeTrue();
    }

    [Theory, EveryKind]
    public async Task A_socket_that_closes_on_what_it_receives_gets_nothing_more(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var calls = 0;
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox);
        var server = loop.MustOpen(new Reaction((socket, in source, in _, data, _) =>
        {
            calls++;
            socket.Send(in source, default, default, data);
            if (data[0] == 3)
                socket.Close();
        }));

        using (loop.Enter())
        {
            for (byte i = 1; i <= 20; i++)
                client.Send(server.LocalAddress, default, default, [i]);
        }

        (await inbox.Next(3)).Select(arrival => arrival.Data[0]).ShouldBe([1, 2, 3]);
        calls.ShouldBe(3);
    }

    [Theory, EveryKind]
    public async Task Sockets_may_close_each_other_and_open_anew_while_both_have_something_to_read(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var strays = 0;
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox);
        for (var round = 0; round < 200; round++)
        {
            UdpSocket[] pair = [null!, null!];
            var replacements = new List<UdpSocket>();
            Reacting closeOther(int self) => (socket, in source, in _, data, _) =>
            {
                pair[1 - self].Close();
                // Takes the place of the closed one in the loop's tables.
                replacements.Add(loop.Open(new UdpBinding(Loop.Address("127.0.0.1:0")), new Reaction((_, in _, in _, _, _) => strays++), out _)!);
                socket.Send(in source, default, default, data);
            };
            pair[0] = loop.MustOpen(new Reaction(closeOther(0)));
            pair[1] = loop.MustOpen(new Reaction(closeOther(1)));

            using (loop.Enter())
            {
                client.Send(pair[0].LocalAddress, default, default, "a"u8);
                client.Send(pair[1].LocalAddress, default, default, "b"u8);
            }

            await inbox.Next();
            using (loop.Enter())
            {
                foreach (var socket in pair.Concat(replacements))
                    socket.Close();
            }
        }

        inbox.IsEmpty.ShouldBeTrue();
        strays.ShouldBe(0);
    }

    [Theory, EveryKind]
    public async Task Loops_that_share_a_port_share_its_clients_each_always_with_the_same(LoopKind kind)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var first = Loop.Start(kind);
        using var second = Loop.Start(kind);
        using var clients = Loop.Start(kind);
        var address = Open(first, Loop.Address("127.0.0.1:0"), 1);
        Open(second, address, 2).ShouldBe(address);

        var inbox = new Inbox();
        var sockets = Enumerable.Range(0, 64).Select(_ => clients.MustOpen(inbox)).ToList();
        using (clients.Enter())
        {
            foreach (var socket in sockets)
            {
                for (var i = 0; i < 3; i++)
                    socket.Send(in address, default, default, "who"u8);
            }
        }

        var byClient = (await inbox.Next(3 * 64)).ToLookup(arrival => arrival.Local, arrival => arrival.Data[0]);
        byClient.ShouldAllBe(answers => answers.Distinct().Count() == 1);
        byClient.Select(answers => answers.First()).Distinct().Count().ShouldBe(2);

        static TransportAddress Open(UdpLoop loop, TransportAddress address, byte name)
        {
            using (loop.Enter())
            {
                var socket = loop.Open(
                    new UdpBinding(address) { ReusePort = true },
                    new Reaction((socket, in source, in local, _, _) => socket.Send(in source, in local, default, [name])),
                    out var error);
                error.ShouldBe(SocketError.Success);
                return socket!.LocalAddress;
            }
        }
    }
}

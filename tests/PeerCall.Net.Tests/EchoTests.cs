using System.Security.Cryptography;
using PeerCall.Net.Tests.Loops;
using PeerCall.Stun;

namespace PeerCall.Net.Tests;

public class EchoTests
{
    [Theory, EveryKind]
    public async Task A_datagram_comes_back_with_the_address_it_went_to(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var server = loop.MustOpen(Reaction.Echo);
        var client = loop.MustOpen(inbox);

        loop.SendFrom(client, server.LocalAddress, "hello"u8);

        var answer = await inbox.Next();
        answer.Data.ShouldBe("hello"u8.ToArray());
        answer.Source.ShouldBe(server.LocalAddress);
        answer.Local.ShouldBe(client.LocalAddress);
        server.LocalAddress.Port.ShouldNotBe((ushort)0);
    }

    [Theory, EveryKind]
    public async Task A_listener_on_any_address_answers_from_the_one_that_was_spoken_to(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var spokenTo = new List<TransportAddress>();
        var listener = loop.MustOpen(
            new Reaction((socket, in source, in local, data, _) =>
            {
                spokenTo.Add(local);
                socket.Send(in source, in local, default, data);
            }),
            Loop.Address("0.0.0.0:0"));
        var client = loop.MustOpen(inbox);
        TransportAddress[] addresses = [Loop.Address("127.0.0.2:0"), Loop.Address("127.0.0.1:0"), Loop.Address("127.0.0.3:0")];

        // Twice: a loop may serve an address in another way once it has been spoken to.
        foreach (var address in addresses.Concat(addresses))
        {
            var target = address.WithPort(listener.LocalAddress.Port);
            loop.SendFrom(client, target, "where"u8);
            (await inbox.Next()).Source.ShouldBe(target);
            spokenTo[^1].ShouldBe(target);
        }
    }

    [Theory, EveryKind]
    public async Task IPv6_works_bound_to_one_address_and_to_any(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox, Loop.Address("[::1]:0"));
        foreach (var bound in new[] { "[::1]:0", "[::]:0" })
        {
            var server = loop.MustOpen(Reaction.Echo, Loop.Address(bound));
            var target = Loop.Address("[::1]:0").WithPort(server.LocalAddress.Port);

            loop.SendFrom(client, target, "six"u8);

            var answer = await inbox.Next();
            answer.Source.ShouldBe(target);
            answer.Data.ShouldBe("six"u8.ToArray());
        }
    }

    [Theory, EveryKind]
    public async Task Datagrams_of_every_length_arrive_whole(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var server = loop.MustOpen(Reaction.Echo);
        var client = loop.MustOpen(inbox);
        foreach (var length in new[] { 0, 1, 1200, 1472, 1473, 9000, 65507, 0 })
        {
            var data = RandomNumberGenerator.GetBytes(length);

            loop.SendFrom(client, server.LocalAddress, data);

            (await inbox.Next()).Data.ShouldBe(data);
        }
    }

    [Theory, EveryKind]
    public async Task A_datagram_too_long_for_UDP_is_lost_and_the_next_is_not(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var receiver = loop.MustOpen(inbox);
        var sender = loop.MustOpen(Reaction.Echo);

        loop.SendFrom(sender, receiver.LocalAddress, new byte[65508]);
        loop.SendFrom(sender, receiver.LocalAddress, new byte[70_000]);
        loop.SendFrom(sender, receiver.LocalAddress, "fits"u8);

        (await inbox.Next()).Data.ShouldBe("fits"u8.ToArray());
    }

    [Theory, EveryKind]
    public async Task Header_and_payload_arrive_as_one(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var client = loop.MustOpen(inbox);
        var server = loop.MustOpen(new Reaction((socket, in source, in _, data, _) =>
        {
            socket.Send(in source, default, "first|"u8, data);
            socket.Send(in source, default, "second|"u8, data);
            socket.Send(in source, default, default, data);
            socket.Send(in source, default, "header only"u8, default);
            socket.Send(in source, default, "copied|"u8, "elsewhere"u8);
            socket.Send(in source, default, "part|"u8, data[2..]);
        }));

        loop.SendFrom(client, server.LocalAddress, "payload"u8);

        var texts = (await inbox.Next(6)).Select(arrival => System.Text.Encoding.ASCII.GetString(arrival.Data));
        texts.ShouldBe(["first|payload", "second|payload", "payload", "header only", "copied|elsewhere", "part|yload"]);
    }

    [Theory, EveryKind]
    public async Task What_nobody_listens_to_does_not_disturb_what_somebody_does(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var inbox = new Inbox();
        var receiver = loop.MustOpen(inbox);
        var sender = loop.MustOpen(inbox);
        var gone = loop.MustOpen(inbox);
        using (loop.Enter())
            gone.Close();

        for (var i = 0; i < 20; i++)
        {
            using (loop.Enter())
            {
                sender.Send(gone.LocalAddress, default, default, "lost"u8);
                sender.Send(gone.LocalAddress.WithPort(0), default, default, "nowhere"u8);
                // No way leads there from a loopback address; two, so that they may travel as one.
                sender.Send(Loop.Address("192.0.2.1:9"), default, default, "unreachable"u8);
                sender.Send(Loop.Address("192.0.2.1:9"), default, default, "unreachable"u8);
                sender.Send(Loop.Address("[::1]:9"), default, default, "wrong family"u8);
                sender.Send(receiver.LocalAddress, default, default, [(byte)i]);
            }
            (await inbox.Next()).Data.ShouldBe([(byte)i]);
        }
    }
}

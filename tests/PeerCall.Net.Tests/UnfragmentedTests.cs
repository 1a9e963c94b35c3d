using System.Security.Cryptography;
using PeerCall.Net.Tests.Loops;

namespace PeerCall.Net.Tests;

/// <summary>Datagrams that nobody may cut.</summary>
public class UnfragmentedTests
{
    [OnLinuxFact]
    public async Task It_arrives_after_what_was_queued_before_in_both_families()
    {
        using var loop = Loop.Start(LoopKind.Batched);
        foreach (var bound in new[] { "127.0.0.1:0", "[::1]:0" })
        {
            var inbox = new Inbox();
            var server = loop.MustOpen(inbox, Loop.Address(bound));
            var client = loop.MustOpen(Reaction.Echo, Loop.Address(bound));
            var data = RandomNumberGenerator.GetBytes(2_048);

            using (loop.Enter())
            {
                client.Send(server.LocalAddress, default, default, "before"u8);
                client.TrySendUnfragmented(server.LocalAddress, data).ShouldBeTrue();
                client.Send(server.LocalAddress, default, default, "after"u8);
            }

            var arrived = await inbox.Next(3);
            arrived[0].Data.ShouldBe("before"u8.ToArray());
            arrived[1].Data.ShouldBe(data);
            arrived[2].Data.ShouldBe("after"u8.ToArray());
        }
    }

    [OnLinuxFact]
    public async Task One_too_long_for_the_network_is_refused_and_the_socket_goes_on()
    {
        using var loop = Loop.Start(LoopKind.Batched);
        var inbox = new Inbox();
        var server = loop.MustOpen(inbox);
        var client = loop.MustOpen(Reaction.Echo);

        using (loop.Enter())
        {
            client.TrySendUnfragmented(server.LocalAddress, new byte[65_508]).ShouldBeFalse();
            client.Send(server.LocalAddress, default, default, "after"u8);
        }

        (await inbox.Next()).Data.ShouldBe("after"u8.ToArray());
    }

    [Theory, EveryKind]
    public void To_the_other_family_or_when_closed_it_is_refused(LoopKind kind)
    {
        using var loop = Loop.Start(kind);
        var client = loop.MustOpen(Reaction.Echo);
        using (loop.Enter())
        {
            client.TrySendUnfragmented(Loop.Address("[::1]:9"), "six"u8).ShouldBeFalse();
            client.Close();
            client.TrySendUnfragmented(Loop.Address("127.0.0.1:9"), "closed"u8).ShouldBeFalse();
        }
    }
}

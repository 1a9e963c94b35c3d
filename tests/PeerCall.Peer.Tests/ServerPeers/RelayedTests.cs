using PeerCall.Peer.Tests.Rooms;

namespace PeerCall.Peer.Tests.ServerPeers;

/// <summary>Who takes no other way than through the server's own relay reaches the server's own peers.</summary>
public sealed class RelayedTests
{
    private static readonly string[] Embedded = ["--Peers:Rooms:lab=echo", "--Turn:Mode=Embedded", "--Turn:Port=0", "--Turn:RelayPorts=24100-24299"];

    /// <summary>On one machine, as it is by default; on loopback alone; and with TURN on the web ports alone.</summary>
    public static TheoryData<string[]> Places => new([], ["--Turn:Address=127.0.0.1", "--Turn:RelayAddress=127.0.0.1"], ["--Turn:Port="]);

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Echo_is_reached_through_the_embedded_relay(string[] place)
    {
        await using var server = await LiveServer.StartAsync([.. Embedded, .. place]);
        await using var alice = new PeerCallClient(server.Options("Alice") with { RelayOnly = true });
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;

        await using var channel = await echo.OpenChannelAsync("data").WaitAsync(EventsExtensions.Limit);
        await channel.SendAsync("Hello");
        using var answer = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);

        answer.Text.ShouldBe("Hello");
        var path = (await events.NextAsync<LinkChanged>(static change => change.Status.Path is not null)).Status.Path!;
        path.Kind.ShouldStartWith("relay");
    }

    /// <summary>Behind a one-to-one NAT the relay is known by an address that this machine does not have, and that leads nowhere from here: relayed ends meet within the relay.</summary>
    [Fact]
    public async Task Also_behind_a_nat()
    {
        await using var server = await LiveServer.StartAsync([.. Embedded, "--Turn:Address=127.0.0.1", "--Turn:PublicAddress=203.0.113.5", "--Turn:RelayAddress=127.0.0.1"]);
        await using var alice = new PeerCallClient(server.Options("Alice") with { RelayOnly = true });
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;
        await echo.WaitUntilConnectedAsync().WaitAsync(EventsExtensions.Limit);
    }
}

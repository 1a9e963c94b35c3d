using System.Globalization;
using System.Runtime.CompilerServices;
using Guide.OfServers;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Server;

namespace PeerCall.Peer.Tests.ServerPeers.Guide;

/// <summary>The example of docs/server-peers.md.</summary>
public sealed class GuideTests
{
    [Fact]
    public async Task The_example_of_the_guide_does_what_it_says()
    {
        var data = Directory.CreateTempSubdirectory("peercall-test-").FullName;
        await using (var server = PeerCallServer.Build(
            ["--Data=" + data, "--Http:Address=127.0.0.1", "--Http:Port=0", "--Https:Port=", "--Turn:Mode=None", "--Peers:Rooms:lobby=greeter", "--Logging:LogLevel:Default=Warning"],
            GreetingServer.AddPeers))
        {
            await server.StartAsync();
            await using var alice = new PeerCallClient(new PeerCallClientOptions { Room = new RoomLink(server.Addresses.Single(), "lobby"), Name = "Alice" });
            await using var events = alice.Events();
            await alice.JoinAsync();
            var greeter = (await events.NextAsync<PeerAppeared>()).Peer;
            greeter.Name.ShouldBe("Greeter");
            (await events.NextAsync<ChatReceived>()).Text.ShouldBe("Welcome to lobby, Alice!");

            await using var channel = await greeter.OpenChannelAsync("time").WaitAsync(EventsExtensions.Limit);
            using var answer = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
            DateTimeOffset.ParseExact(answer.Text, "O", CultureInfo.InvariantCulture).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
            await server.StopAsync();
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void The_guide_quotes_the_example_as_it_is()
    {
        var folder = Path.GetDirectoryName(Here())!;
        var example = File.ReadAllText(Path.Combine(folder, "GreetingServer.cs"));
        File.ReadAllText(Path.Combine(folder, "..", "..", "..", "..", "docs", "server-peers.md")).ShouldContain($"```csharp\n{example}```\n");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}

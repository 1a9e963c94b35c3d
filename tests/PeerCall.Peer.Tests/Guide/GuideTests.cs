using Guide;
using Microsoft.Extensions.Hosting;
using PeerCall.Peer.Hosting;
using PeerCall.Peer.Tests.Rooms;

namespace PeerCall.Peer.Tests.Guide;

public class GuideTests
{
    [Fact]
    public async Task The_example_of_the_guide_does_what_it_says()
    {
        await using var server = await LiveServer.StartAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPeerCallPeer<Greeter>(options =>
        {
            options.RoomUrl = server.Room().ToString();
            options.Name = "Greeter";
        });
        using var program = builder.Build();
        await using var guest = new PeerCallClient(server.Options("Ann"));
        await using var events = guest.Events();
        await guest.JoinAsync();
        await program.StartAsync();

        (await events.NextAsync<ChatReceived>()).Text.ShouldBe("Welcome, Ann!");
        var channel = await guest.Peers.Single().OpenChannelAsync("talk").WaitAsync(EventsExtensions.Limit);
        await channel.SendAsync("Hi");
        using var answer = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        answer.Text.ShouldBe("You said: Hi");
        await program.StopAsync();
        (await events.NextAsync<PeerDeparted>()).Peer.Name.ShouldBe("Greeter");
    }

    [Fact]
    public void The_guide_quotes_the_example_as_it_is()
    {
        var root = Root();
        var example = File.ReadAllText(Path.Combine(root, "tests", "PeerCall.Peer.Tests", "Guide", "Greeter.cs"));
        File.ReadAllText(Path.Combine(root, "docs", "peer.md")).ShouldContain($"```csharp\n{example}```\n");
    }

    [Theory]
    [InlineData("", "Bot", "RoomUrl")]
    [InlineData("https://call.example.org/r/standup", " ", "Name")]
    public async Task Wrong_options_stop_the_program_at_start(string url, string name, string key)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPeerCallPeer<Greeter>(options =>
        {
            options.RoomUrl = url;
            options.Name = name;
        });
        using var program = builder.Build();

        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => program.StartAsync())).Message.ShouldStartWith(key);
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "PeerCall.sln")))
            at = at.Parent;
        return at.FullName;
    }
}

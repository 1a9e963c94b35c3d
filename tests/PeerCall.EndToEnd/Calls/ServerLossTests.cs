using System.Diagnostics;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>The server goes and comes back; the call stays.</summary>
[Collection(Browsers.Name)]
public sealed class ServerLossTests(BrowserFixture browsers)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    /// <summary>Frames that must be decoded by each side in every second of the outage; the fake camera makes 20 to 30.</summary>
    private const int FramesPerSecond = 3;

    [Theory]
    [InlineData("killed")]
    [InlineData("stopped")]
    public async Task Pictures_never_stop_and_chat_works_again_without_a_reload(string how)
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        await Task.WhenAll(ann.OpenChat(), ben.OpenChat());
        var connections = await Task.WhenAll(Connections(ann), Connections(ben));

        await End(call.Server, how);
        await Task.WhenAll(FramesFlowFor(Outage, ann), FramesFlowFor(Outage, ben));
        await call.Server.Restart();

        await Task.WhenAll(ann.SeesServer(), ben.SeesServer());
        await ben.Say("can you hear me?");
        await ann.SeesText("can you hear me?");
        await ann.Say("perfectly");
        await ben.SeesText("perfectly");
        await Task.WhenAll(ann.SeesPeople(1), ben.SeesPeople(1));
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        // The same links as before: nothing was torn down and built anew.
        (await Task.WhenAll(Connections(ann), Connections(ben))).ShouldBe(connections);
    }

    [Theory]
    [InlineData("killed", "writer")]
    [InlineData("killed", "reader")]
    [InlineData("stopped", "writer")]
    [InlineData("stopped", "reader")]
    public async Task A_message_written_meanwhile_arrives_whoever_returns_first(string how, string first)
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        await Task.WhenAll(ann.OpenChat(), ben.OpenChat());

        await End(call.Server, how);
        await ann.MissesServer();
        await ann.Say("written while the server was away");
        await ben.MissesServer();
        var (early, late) = string.Equals(first, "writer", StringComparison.Ordinal) ? (ann, ben) : (ben, ann);
        late.Browser.Freeze();
        await call.Server.Restart();
        await early.SeesServer();
        late.Browser.Thaw();

        await ben.SeesText("written while the server was away");
    }

    [Fact]
    public async Task Chat_can_be_opened_for_the_first_time_while_the_server_is_away()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        // Parts of the page that are loaded when first opened must be there by now.
        await call.Server.Kill();
        await ann.Say("written while the server was away");
        await call.Server.Restart();

        await ben.OpenChat();
        await ben.SeesText("written while the server was away");
    }

    /// <summary>Checks in every second of a time that frames were decoded in it. Each wait is for frames, the clock only counts.</summary>
    private static async Task FramesFlowFor(TimeSpan time, CallPage page)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var before = (await page.Browser.Read()).Sum(static link => link.FramesDecoded);
            var second = Stopwatch.GetTimestamp();
            await page.Until(links => links.Sum(static link => link.FramesDecoded) >= before + FramesPerSecond, "frames go on");
            Stopwatch.GetElapsedTime(second).ShouldBeLessThan(TimeSpan.FromSeconds(2), $"{page.Browser.Person}'s picture stood still");
        }
    }

    private static async Task End(ServerProcess server, string how)
    {
        if (string.Equals(how, "killed", StringComparison.Ordinal))
            await server.Kill();
        else
            (await server.Stop()).ShouldBe(0);
    }

    /// <summary>How many connections the page has ever made.</summary>
    private static Task<int> Connections(CallPage page) => page.Browser.Page.EvaluateAsync<int>("() => window.__peerConnections.length");
}

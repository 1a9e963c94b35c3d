using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Calls;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Programs;

/// <summary>A page and <c>peercall join</c> in one room.</summary>
[Collection(Browsers.Name)]
public sealed class ProgramTests(BrowserFixture browsers)
{
    private const int FileBytes = 100_000_000;

    [Fact]
    public async Task They_chat_talk_on_channels_and_agree_on_how_they_are_connected()
    {
        await using var call = await Call.Start();
        await using var robot = PeerCallCommand.Join(call.Server.Room(call.Room), "Robot", "--echo");
        await robot.Next("joined");
        var ann = await call.Join(browsers, "Ann");
        await ann.SeesPeople(1);
        await ann.SeesPath("direct");
        // A page's host candidate hides behind a name and looks peer-reflexive until its report has come.
        var path = (await robot.Next("link", what => HasPath(what) && what.GetProperty("path").GetProperty("kind").GetString() == "direct")).GetProperty("path");

        await ann.Say("Is anybody there?");
        (await robot.Next("chat")).GetProperty("text").GetString().ShouldBe("Is anybody there?");
        await Assertions.Expect(ann.Browser.Page.GetByText("Is anybody there?", new PageGetByTextOptions { Exact = true })).ToHaveCountAsync(2);

        var echo = await ann.Browser.Page.EvaluateAsync<string>(
            """
            () => new Promise((resolve, reject) => {
              const channel = window.__peerConnections.find((pc) => pc.connectionState === 'connected').createDataChannel('talk');
              channel.onopen = () => channel.send('Hello, robot');
              channel.onmessage = ({ data }) => resolve(data);
              channel.onerror = ({ error }) => reject(error);
            })
            """);
        echo.ShouldBe("Hello, robot");
        (await robot.Next("channel")).GetProperty("label").GetString().ShouldBe("talk");

        var seen = (await ann.Browser.Read()).Single(static link => link.State == "connected");
        // What one end calls local is remote to the other.
        (seen.LocalType, seen.RemoteType).ShouldBe((path.GetProperty("remoteType").GetString(), path.GetProperty("localType").GetString()));
        ann.Browser.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Large_files_arrive_whole_each_way()
    {
        var folder = Directory.CreateTempSubdirectory("peercall-files-");
        try
        {
            var film = Path.Combine(folder.FullName, "film.mp4");
            var content = new byte[FileBytes];
            new Random(3).NextBytes(content);
            await File.WriteAllBytesAsync(film, content);
            await using var call = await Call.Start();
            await using var robot = PeerCallCommand.Join(call.Server.Room(call.Room), "Robot", "--send", film, "--receive", Path.Combine(folder.FullName, "in"));
            await robot.Next("joined");
            var ann = await call.Join(browsers, "Ann");
            await ann.SeesPeople(1);
            // Large files go to a place that a person chooses in a window of the system's, where there is one.
            await ann.Browser.Page.EvaluateAsync("() => { delete window.showSaveFilePicker; }");

            await ann.Accept("film.mp4");
            (await robot.Next("file-done")).GetProperty("file").GetProperty("direction").GetString().ShouldBe("send");
            await ann.SeesOf("film.mp4", "received, verified");
            SHA256.HashData(await ann.Save("film.mp4")).ShouldBe(SHA256.HashData(content));

            // Playwright takes a large file by its path alone.
            var back = Path.Combine(folder.FullName, "back.bin");
            File.Move(film, back);
            await ann.Browser.Page.GetByTestId("file-chooser").SetInputFilesAsync(back);
            var done = await robot.Next("file-done", what => what.GetProperty("file").GetProperty("direction").GetString() == "receive");
            await using var received = File.OpenRead(done.GetProperty("path").GetString()!);
            (await SHA256.HashDataAsync(received)).ShouldBe(SHA256.HashData(content));
            ann.Browser.Faults.ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_page_that_is_reloaded_finds_the_program_again()
    {
        await using var call = await Call.Start();
        await using var robot = PeerCallCommand.Join(call.Server.Room(call.Room), "Robot", "--echo");
        await robot.Next("joined");
        var ann = await call.Join(browsers, "Ann");
        await ann.SeesPath("direct");

        await ann.Browser.Page.ReloadAsync();

        await ann.SeesPeople(1);
        await ann.SeesPath("direct");
        await ann.Say("Back again");
        (await robot.Next("chat")).GetProperty("text").GetString().ShouldBe("Back again");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_link_outlives_the_server_and_both_find_it_again(bool gracefully)
    {
        await using var call = await Call.Start();
        await using var robot = PeerCallCommand.Join(call.Server.Room(call.Room), "Robot", "--echo");
        await robot.Next("joined");
        var ann = await call.Join(browsers, "Ann");
        await ann.SeesPath("direct");

        await (gracefully ? call.Server.Stop() : call.Server.Kill());
        await robot.Next("state", what => what.GetProperty("state").GetString() == "reconnecting");
        await call.Server.Restart();
        await robot.Next("state", what => what.GetProperty("state").GetString() == "joined");
        await ann.SeesServer();
        await ann.Say("Still there?");

        (await robot.Next("chat")).GetProperty("text").GetString().ShouldBe("Still there?");
        await ann.SeesPath("direct");
        (await ann.Browser.Read()).ShouldContain(static link => link.State == "connected");
    }

    [Fact]
    public async Task A_program_that_was_killed_comes_back_as_the_same_peer()
    {
        await using var call = await Call.Start();
        await using var robot = PeerCallCommand.Join(call.Server.Room(call.Room), "Robot", "--echo");
        var id = (await robot.Next("joined")).GetProperty("peer").GetString();
        var ann = await call.Join(browsers, "Ann");
        await ann.SeesPath("direct");

        await robot.KillAndRestart();

        (await robot.Next("joined")).GetProperty("peer").GetString().ShouldBe(id);
        await ann.SeesPeople(1);
        await robot.Next("link", HasPath);
        await ann.SeesPath("direct");
        await ann.Say("Welcome back");
        (await robot.Next("chat")).GetProperty("text").GetString().ShouldBe("Welcome back");
        (await robot.Stop()).ShouldBe(143);
        await ann.SeesPeople(0);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Through_coturn_both_say_so(string transport)
    {
        await using var coturn = await CoturnProcess.Start();
        var url = transport switch { "udp" => coturn.UdpUrl, "tcp" => coturn.TcpUrl, _ => coturn.TlsUrl };
        await using var call = await Call.Start(coturn.ServerSettings(url));
        await using var robot = PeerCallCommand.Join(call.Server.Room(call.Room), "Robot", "--relay-only", "--insecure");
        await robot.Next("joined");
        var ann = await call.Join(browsers, "Ann");

        var path = (await robot.Next("link", HasPath)).GetProperty("path");

        (path.GetProperty("kind").GetString(), path.GetProperty("localType").GetString()).ShouldBe(($"relay-{transport}", "relay"));
        await ann.SeesPath($"relay-{transport}");
    }

    [Fact]
    public async Task Eight_programs_and_two_pages_are_all_connected()
    {
        await using var call = await Call.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["Signaling:MaxPeersPerRoom"] = "10" });
        var robots = new List<PeerCallCommand>();
        try
        {
            for (var number = 1; number <= 8; number++)
            {
                robots.Add(PeerCallCommand.Join(call.Server.Room(call.Room), string.Create(CultureInfo.InvariantCulture, $"Robot {number}")));
                await robots[^1].Next("joined");
            }
            var ann = await call.Join(browsers, "Ann");
            var ben = await call.Join(browsers, "Ben");
            await Task.WhenAll(ann.SeesPeople(9), ben.SeesPeople(9));

            foreach (var page in new[] { ann, ben })
                await page.Until(static links => links.Count(link => link.State == "connected") == 9, "nine links");
            foreach (var robot in robots)
            {
                var connected = new HashSet<string>(StringComparer.Ordinal);
                while (connected.Count < 9)
                    connected.Add((await robot.Next("link", HasPath)).GetProperty("peer").GetString()!);
            }
        }
        finally
        {
            foreach (var robot in robots)
                await robot.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_test_call_from_the_start_page_is_answered()
    {
        await using var call = await Call.Start();
        var ann = new CallPage(await browsers.Start("Ann"));
        await using var browser = ann.Browser;
        await browser.Page.GotoAsync(call.Server.Url.ToString());

        await ann.Button("Test call").ClickAsync();
        await ann.Join();
        await ann.SeesPeople(1);
        await ann.SeesPath("direct");
        await ann.Say("Hello, echo");

        await Assertions.Expect(browser.Page.GetByText("Hello, echo", new PageGetByTextOptions { Exact = true })).ToHaveCountAsync(2);
        browser.Faults.ShouldBeEmpty();
    }

    private static bool HasPath(JsonElement link) => link.GetProperty("state").GetString() == "connected" && link.TryGetProperty("path", out _);
}

using System.Globalization;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>Files from browser to browser, by the controls of the chat.</summary>
[Collection(Browsers.Name)]
public sealed class FileTests(BrowserFixture browsers)
{
    private const int Megabyte = 1_000_000;

    [Fact]
    public async Task A_file_arrives_whole_each_way()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        var (plan, picture) = (Bytes(1, 10 * Megabyte), Bytes(2, 10 * Megabyte));

        await ann.Send("plan.pdf", plan);
        await ben.Accept("plan.pdf");
        await Task.WhenAll(ben.SeesOf("plan.pdf", "received, verified"), ann.SeesOf("plan.pdf", "Ben has it"));
        (await ben.Save("plan.pdf")).SequenceEqual(plan).ShouldBeTrue();

        await ben.Send("picture.png", picture);
        await ann.Accept("picture.png");
        await ben.SeesOf("picture.png", "Ann has it");
        (await ann.Save("picture.png")).SequenceEqual(picture).ShouldBeTrue();

        // The section for data came by an offer of its own: pictures and sound have gone on.
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        ann.Browser.Faults.ShouldBeEmpty();
        ben.Browser.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_may_send_their_first_file_at_the_same_moment()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        await Task.WhenAll(ann.OpenChat(), ben.OpenChat());

        // Each adds the section for data: two offers that meet.
        await Task.WhenAll(ann.Send("plan.pdf", Bytes(1, Megabyte)), ben.Send("picture.png", Bytes(2, Megabyte)));
        await Task.WhenAll(ben.Accept("plan.pdf"), ann.Accept("picture.png"));

        await Task.WhenAll(ben.SeesOf("plan.pdf", "received, verified"), ann.SeesOf("picture.png", "received, verified"));
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
    }

    [Fact]
    public async Task An_empty_file_arrives_too_and_a_name_is_text()
    {
        const string Name = "<img src=x onerror=alert(1)>.txt";
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ann.SeesAndHears(1);

        await ann.Send(Name, []);
        // What file systems refuse is gone at the other end; what is left is a text like any other.
        const string Safe = "img src=x onerror=alert(1).txt";
        await ben.Accept(Safe);

        await ben.SeesOf(Safe, "received, verified");
        (await ben.Save(Safe)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_declines_gets_nothing()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        var cid = await call.Join(browsers, "Cid");
        await ann.SeesAndHears(2);

        await ann.Send("plan.pdf", Bytes(1, Megabyte));
        await Task.WhenAll(ben.OpenChat(), cid.Accept("plan.pdf"));
        await ben.PressOf("plan.pdf", "Decline");

        await ben.SeesOf("plan.pdf", "You have declined it");
        await ann.SeesOf("plan.pdf", "Ben did not take it");
        // What one declines the other gets all the same.
        await Task.WhenAll(cid.SeesOf("plan.pdf", "received, verified"), ann.SeesOf("plan.pdf", "Cid has it"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_on_its_way_is_stopped_by_either_end(bool bySender)
    {
        await using var call = await Call.Start();
        var ann = await Stalling(call, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ann.SeesAndHears(1);
        await ann.Send("film.mp4", Bytes(1, 10 * Megabyte));
        await ben.Accept("film.mp4");
        await ben.SeesOf("film.mp4", " of 10.0 MB");

        await (bySender ? ann : ben).PressOf("film.mp4", "Stop");

        await (bySender ? ann : ben).SeesOf("film.mp4", "You have stopped it");
        await (bySender ? ben.SeesOf("film.mp4", "Ann has stopped it") : ann.SeesOf("film.mp4", "Ben has stopped it"));
    }

    [Fact]
    public async Task A_file_goes_on_where_it_was_when_the_link_begins_anew()
    {
        await using var call = await Call.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Turn:Mode"] = "Embedded",
            ["Turn:Port"] = FreePorts.Next().ToString(CultureInfo.InvariantCulture),
        });
        var ann = await Stalling(call, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        var film = Bytes(1, 10 * Megabyte);
        await ann.Send("film.mp4", film);
        await ben.Accept("film.mp4");
        await ben.SeesOf("film.mp4", " of 10.0 MB");

        // A new connection in place of the first one, which would never have carried the rest.
        await ann.ChooseRelayOnly();

        await ann.OpenChat();
        await Task.WhenAll(ann.SeesOf("film.mp4", "Ben has it"), ben.SeesOf("film.mp4", "received, verified"));
        (await ben.Save("film.mp4")).SequenceEqual(film).ShouldBeTrue();
        var sent = await ann.Browser.Page.EvaluateAsync<long>("() => window.__fileBytes");
        sent.ShouldBeLessThan(film.Length + (5 * Megabyte), "what was there already was not sent again");
        await ann.SeesPath("relay-udp");
    }

    [Fact]
    public async Task A_file_survives_a_restart_of_ICE()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        var film = Bytes(1, 10 * Megabyte);
        await ann.Send("film.mp4", film);
        await ben.Accept("film.mp4");

        await ann.Badges.First.PressAsync("Enter");
        await ann.Button("Reconnect").ClickAsync();

        await ben.SeesOf("film.mp4", "received, verified");
        (await ben.Save("film.mp4")).SequenceEqual(film).ShouldBeTrue();
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
    }

    [Fact]
    public async Task Whoever_leaves_ends_what_is_on_its_way()
    {
        await using var call = await Call.Start();
        var ann = await Stalling(call, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ann.SeesAndHears(1);
        await ann.Send("film.mp4", Bytes(1, 10 * Megabyte));
        await ben.Accept("film.mp4");
        await ben.SeesOf("film.mp4", " of 10.0 MB");

        await ann.Browser.Page.ReloadAsync();

        // The farewell and the end of the link race; either says it.
        await CallPage.Sees(ben.File("film.mp4").Locator("[data-state='failed']"), 1);
    }

    /// <summary>Joins with a browser whose first file stands still after 3 MB.</summary>
    private async Task<CallPage> Stalling(Call call, string person)
    {
        var page = await call.Open(browsers, person);
        await page.Browser.StallFirstFile(3 * Megabyte);
        await page.Open(call.Server.Room(call.Room));
        await page.Join();
        return page;
    }

    private static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        // Nothing secret: the same bytes in every run.
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

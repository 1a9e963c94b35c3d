using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Calls;

/// <summary>Two people, two browsers, the real page: everything they can do to each other.</summary>
[Collection(Browsers.Name)]
public sealed class TwoPeopleTests(BrowserFixture browsers)
{
    [Fact]
    public async Task They_see_and_hear_each_other_directly()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");

        await Task.WhenAll(ann.SeesPeople(1), ben.SeesPeople(1));
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        await Task.WhenAll(ann.SeesText("Ben"), ben.SeesText("Ann"));
        await Task.WhenAll(ann.SeesPath("direct"), ben.SeesPath("direct"));
    }

    [Fact]
    public async Task They_write_to_each_other()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ann.SeesPeople(1);

        await ann.Say("Good morning, Ben");
        await ben.OpenChat();
        await ben.SeesText("Good morning, Ben");
        await ben.Say("<b>Good</b> morning, Ann");

        // Text, never markup.
        await ann.SeesText("<b>Good</b> morning, Ann");
    }

    [Fact]
    public async Task A_muted_microphone_shows_to_the_other_and_back()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ben.SeesAndHears(1);

        await ann.Press("Turn microphone off");
        await CallPage.Sees(ben.MutedMarks, 1);
        await ann.SeesControl("Turn microphone on");

        await ann.Press("Turn microphone on");
        await CallPage.Sees(ben.MutedMarks, 0);
        await ben.SeesAndHears(1);
    }

    [Fact]
    public async Task A_muted_microphone_sends_silence()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ben.SeesAndHears(1);

        await ann.Press("Turn microphone off");
        await CallPage.Sees(ben.MutedMarks, 1);

        // What was under way when the mark showed arrives first. Then the energy stands still over 50 packets (a second); sound would have raised it by far.
        var energy = 0.0;
        await Eventually.Holds(async () => (energy = await EnergyOver50Packets(ben)) < 1e-4, CallPage.Patience, () => $"silence; energy rose by {energy}");
        // A pause in the sound would be over by now.
        (await EnergyOver50Packets(ben)).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public async Task A_shared_screen_arrives_beside_the_camera_and_goes()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ben.SeesAndHears(1);

        await ann.Press("Share screen");
        await ann.SeesControl("Stop sharing");
        await CallPage.Sees(ben.Screens, 1);
        await ben.Until(static links => links.Sum(static link => link.VideoStreams) == 2, "camera and screen");

        await ann.Press("Stop sharing");
        await CallPage.Sees(ben.Screens, 0);
        await ben.SeesAndHears(1);
    }

    [Fact]
    public async Task Whoever_leaves_is_gone_at_once_and_can_come_back()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ann.SeesAndHears(1);

        await ben.Press("Leave");
        await ann.SeesPeople(0);
        await ben.SeesText("You left");
        (await ben.Browser.Read()).ShouldBeEmpty("every connection is closed");

        await ben.Open(call.Server.Room(call.Room));
        await ben.Join();
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
    }

    [Fact]
    public async Task A_closed_tab_leaves_and_a_killed_browser_shows_as_interrupted()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        var cid = await call.Join(browsers, "Cid");
        await ann.SeesAndHears(2);

        await ben.Browser.CloseTab();
        await ann.SeesPeople(1);

        await cid.Browser.Kill();
        await CallPage.Sees(ann.InterruptedMarks, 1);
    }

    [Fact]
    public async Task A_browser_that_stands_still_shows_as_interrupted_until_it_goes_on()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));

        ben.Browser.Freeze();
        await CallPage.Sees(ann.InterruptedMarks, 1);

        ben.Browser.Thaw();
        await CallPage.Sees(ann.InterruptedMarks, 0);
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
    }

    [Fact]
    public async Task A_reload_comes_back_into_the_call_by_itself()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await ann.SeesAndHears(1);

        await ben.Browser.Page.ReloadAsync();

        await ben.SeesControl("Leave");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        await ann.SeesPeople(1);
    }

    [Fact]
    public async Task The_page_reports_no_error_of_its_own()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
        await ann.Say("Hello");
        await ben.OpenChat();
        await ben.SeesText("Hello");
        await ben.Press("Leave");

        // A violated Content-Security-Policy or an uncaught exception would stand here.
        ann.Browser.Faults.ShouldBeEmpty();
        ben.Browser.Faults.ShouldBeEmpty();
    }

    private static async Task<double> EnergyOver50Packets(CallPage page)
    {
        var first = (await page.Browser.Read()).Single();
        await page.Until(links => links.Single().AudioPackets >= first.AudioPackets + 50, "sound goes on");
        return (await page.Browser.Read()).Single().AudioEnergy - first.AudioEnergy;
    }
}

using PeerCall.EndToEnd.Browsing;

namespace PeerCall.EndToEnd.Calls;

/// <summary>More than two: a link between each two.</summary>
[Collection(Browsers.Name)]
public sealed class MeshTests(BrowserFixture browsers)
{
    [Fact]
    public async Task Three_people_see_and_hear_one_another_and_two_go_on_when_one_leaves()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        var cid = await call.Join(browsers, "Cid");
        CallPage[] all = [ann, ben, cid];

        await Task.WhenAll(all.Select(static page => page.SeesPeople(2)));
        await Task.WhenAll(all.Select(static page => page.SeesAndHears(2)));

        await cid.Press("Leave");
        await Task.WhenAll(ann.SeesPeople(1), ben.SeesPeople(1));
        await Task.WhenAll(ann.SeesAndHears(1), ben.SeesAndHears(1));
    }

    [Fact]
    public async Task A_message_reaches_everybody_once()
    {
        await using var call = await Call.Start();
        var ann = await call.Join(browsers, "Ann");
        var ben = await call.Join(browsers, "Ben");
        var cid = await call.Join(browsers, "Cid");
        await Task.WhenAll(ann.SeesPeople(2), ben.SeesPeople(2), cid.SeesPeople(2));
        await Task.WhenAll(ann.OpenChat(), cid.OpenChat());

        await ben.Say("to all of you");
        await ben.Say("and this last");

        foreach (var page in new[] { ann, cid })
        {
            await page.SeesText("and this last");
            await CallPage.Sees(page.Browser.Page.GetByText("to all of you", new() { Exact = true }).And(page.Browser.Page.Locator(":visible")), 1);
        }
    }
}

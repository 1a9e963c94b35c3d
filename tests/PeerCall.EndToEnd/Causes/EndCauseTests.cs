using PeerCall.EndToEnd.Browsing;
using PeerCall.Signaling;

namespace PeerCall.EndToEnd.Causes;

/// <summary>One of the two ends is the trouble, or what lies between them: page, program, record and metric name the same cause.</summary>
[Collection(Browsers.Name)]
public sealed class EndCauseTests(BrowserFixture browsers)
{
    [Fact]
    public async Task The_certificate_is_not_the_one_that_signaling_has_promised()
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        var robot = await call.Robot();
        var ann = await call.Call.Join(browsers, "Ann", static browser => browser.ForgeFingerprints());

        await CauseCall.Says(robot, "failed", CauseCodes.DtlsFailed);
        await CauseCall.Says(ann, "The encrypted connection could not be set up");
        await call.AllIsWrittenDown(ann, "failed", CauseCodes.DtlsFailed);
    }

    [Fact]
    public async Task A_program_that_stands_still_answers_nobody()
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        var ann = await call.Call.Open(browsers, "Ann");
        var robot = await call.Robot();
        // She joins at once: the server finds out after half a minute that nobody is there, and then her page waits for his return.
        robot.Freeze();
        await ann.Join();

        await CauseCall.Says(ann, "The other side does not answer any more");
        await call.AllIsWrittenDown(ann, "failed", CauseCodes.PeerGone);
    }

    [Fact]
    public async Task A_page_that_stands_still_answers_nobody()
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        var ann = await call.Join(browsers, new { });
        ann.Browser.Freeze();
        var robot = await call.Robot();

        await CauseCall.Says(robot, "failed", CauseCodes.PeerGone);
        await call.RecordSays("failed", CauseCodes.PeerGone);
        await robot.Stop();
        await call.Counts(CauseCodes.PeerGone);
    }

    [Fact]
    public async Task The_host_sends_a_program_out()
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        var ann = await call.Join(browsers, new { });
        var robot = await call.Robot();
        await ann.SeesPath("direct");

        await ann.SendOut("Robot");

        (await robot.Next("ended")).GetProperty("code").GetString().ShouldBe("removed");
        await call.RecordSays("connected", CauseCodes.SignalingRefused, "removed");
        await call.Counts(CauseCodes.SignalingRefused);
    }

    [Fact]
    public async Task The_host_sends_a_person_out()
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        var ben = await call.Call.Join(browsers, "Ben");
        var ann = await call.Join(browsers, new { });
        await Task.WhenAll(ann.SeesPath("direct"), ben.SeesPath("direct"));

        await ben.SendOut("Ann");

        await CauseCall.Says(ann, "The host has sent you out of this room");
        await call.RecordSays("connected", CauseCodes.SignalingRefused, "removed");
        await call.Counts(CauseCodes.SignalingRefused);
    }
}

using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Signaling;

namespace PeerCall.EndToEnd.Causes;

/// <summary>A person whose camera and microphone give nothing takes part all the same: her page, the record and the metric say why. A program is sent no media, so to one it is no trouble of the link.</summary>
[Collection(Browsers.Name)]
public sealed class MediaCauseTests(BrowserFixture browsers)
{
    private const string FakeDevices = "--use-fake-device-for-media-stream";
    private const string FakeConsent = "--use-fake-ui-for-media-stream";

    [Fact]
    public Task They_are_not_allowed() =>
        Says(CauseCodes.PermissionDenied, "Not allowed for this page in your browser.", [.. Without(FakeConsent), "--deny-permission-prompts"], isAllowed: false);

    /// <summary>The machine of a test has none of its own.</summary>
    [Fact]
    public Task There_are_none() => Says(CauseCodes.DeviceMissing, "None was found on this machine.", Without(FakeDevices));

    [Fact]
    public async Task Other_programs_use_the_microphone()
    {
        await using var microphone = await BusyMicrophone.Start();
        await Says(CauseCodes.DeviceBusy, "Another program is using it.", Without(FakeDevices), executable: microphone.Browser);
    }

    private async Task Says(string cause, string sentence, IEnumerable<string> flags, bool isAllowed = true, string? executable = null)
    {
        await using var call = await CauseCall.Start(("Turn:Mode", "None"));
        var ben = await call.Call.Join(browsers, "Ben");
        await using var browser = await browsers.Start("Ann", executable, flags);
        if (!isAllowed)
            await browser.Context.ClearPermissionsAsync();
        var ann = new CallPage(browser);
        await ann.Open(call.Call.Server.Room(call.Call.Room));
        if (!isAllowed)
            await ann.Button("Use camera and microphone").ClickAsync();
        await CauseCall.Says(ann, sentence);
        await ann.Join();
        await Task.WhenAll(ann.SeesPath("direct"), ben.SeesPath("direct"));

        await call.AllIsWrittenDown(ann, "connected", cause);
    }

    private static IEnumerable<string> Without(string flag) => ChromiumFlags.All.Where(other => other != flag);
}

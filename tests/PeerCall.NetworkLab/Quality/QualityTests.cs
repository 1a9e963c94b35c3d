using System.Diagnostics;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Quality;

/// <summary>A network that becomes too weak for pictures: they give way to the sound, both ends are told, and the pictures come back when the network does.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class QualityTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    /// <summary>The browser's estimate takes its time to come down and to go up again, and a step up waits for ten good seconds.</summary>
    private const float Patience = 120_000;

    [ShapedLabTheory]
    [InlineData("rate=5000", "rate=80")]
    public async Task A_picture_gives_way_to_the_sound_and_comes_back(string good, string bad)
    {
        var options = new LabCallOptions(NatKind.PortRestricted, NatKind.PortRestricted) { ShapeA = good };
        await using var call = await LabCall.Connect(browsers, options);
        var (ann, ben) = (((PageEnd)call.A).Page.Browser.Page, ((PageEnd)call.B).Page.Browser.Page);

        await call.Lab.Shape(Side.A, bad);
        var clock = Stopwatch.StartNew();
        await Sees(ann.GetByTestId("own-picture-paused"), call);
        await Sees(ben.GetByText("Picture paused to save data"), call);
        var paused = clock.ElapsedMilliseconds;
        // What is left of the network is the sound's.
        await ((PageEnd)call.B).Page.Hears();

        await call.Lab.Shape(Side.A, good);
        clock.Restart();
        await Assertions.Expect(ben.GetByText("Picture paused to save data")).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = Patience });
        var back = clock.ElapsedMilliseconds;
        await Task.WhenAll(call.A.Flows(), call.B.Flows());

        measured.Add("too weak for a picture: paused and said after", $"{good}, then {bad}", "ms", paused);
        measured.Add("room again: picture back after", $"{bad}, then {good}", "ms", back);
        output.WriteLine($"paused after {paused} ms, back after {back} ms\n{await call.Tell()}");
    }

    private static async Task Sees(ILocator what, LabCall call)
    {
        try
        {
            await Assertions.Expect(what).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = Patience });
        }
        catch (PlaywrightException fault)
        {
            throw new InvalidOperationException(await call.Tell(), fault);
        }
    }
}

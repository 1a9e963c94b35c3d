using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Healing;

/// <summary>ICE restarts, many of them, and at both ends at once: the call goes on.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class RestartTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    private const int Many = 100;
    private const int AtOnce = 20;

    /// <summary>A headless peer leaves 2 s between two restarts.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(Many * 5);

    [LabTheory]
    [InlineData(NatKind.PortRestricted, NatKind.PortRestricted, EndKind.Chromium)]
    [InlineData(NatKind.PortRestricted, NatKind.PortRestricted, EndKind.Headless)]
    [InlineData(NatKind.Symmetric, NatKind.UdpBlocked, EndKind.Chromium)]
    public async Task A_hundred_by_the_page(NatKind a, NatKind b, EndKind other)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(a, b) { KindB = other });

        var healing = await Disturbance.Happens(call, async () => (await ((PageEnd)call.A).RestartIce(Many)).ShouldBe(Many));

        await Task.WhenAll(call.A.Flows(), call.B.Flows());
        await Keep(call, $"{Many} restarts by the page, longest pause", $"{a.Word()} / {b.Word()}, Chromium and {other}", healing);
    }

    [LabFact]
    public async Task A_hundred_by_a_headless_peer()
    {
        var options = new LabCallOptions(NatKind.PortRestricted, NatKind.PortRestricted) { KindA = EndKind.Headless, KindB = EndKind.Headless, Restarts = Many };
        await using var call = await LabCall.Connect(browsers, options);

        var healing = await Disturbance.Happens(call, () => ((HeadlessEnd)call.A).HasRestarted(Many, LongEnough));

        await Keep(call, $"{Many} restarts by a headless peer, longest pause", "port-restricted / port-restricted, Headless and Headless", healing);
    }

    [LabFact]
    public async Task Both_pages_at_once_again_and_again()
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(NatKind.PortRestricted, NatKind.PortRestricted));

        var healing = await Disturbance.Happens(call, async () =>
        {
            for (var i = 0; i < AtOnce; i++)
                await Task.WhenAll(((PageEnd)call.A).RestartIce(1), ((PageEnd)call.B).RestartIce(1));
        });

        await Task.WhenAll(call.A.Flows(), call.B.Flows());
        await Keep(call, $"{AtOnce} restarts by both pages at once, longest pause", "port-restricted / port-restricted, Chromium and Chromium", healing);
    }

    private async Task Keep(LabCall call, string what, string which, Healing healing)
    {
        output.WriteLine($"{what}: {healing}\n{await call.Tell()}");
        measured.Add(what, which, "ms", healing.PauseMs);
    }
}

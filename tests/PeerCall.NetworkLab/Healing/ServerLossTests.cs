using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Healing;

/// <summary>The server, or the way to it, goes and comes back: what does not need it goes on, what needs it comes back by itself.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class ServerLossTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    /// <summary>Shorter than any time at which a person notices that the other one has stopped.</summary>
    private const long Unnoticed = 2_000;

    [LabFact]
    public async Task Signaling_cut_while_media_flows()
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(NatKind.PortRestricted, NatKind.PortRestricted));
        var ann = ((PageEnd)call.A).Page;

        var healing = await Disturbance.Happens(call, async () =>
        {
            await call.Lab.Block(Side.A, port: 443);
            await ((PageEnd)call.A).MissesServer();
            await call.Lab.Unblock(Side.A);
            await ann.SeesServer();
        });

        healing.PauseMs.ShouldBeLessThan(Unnoticed, "media does not need the server");
        await ann.Say("I am back");
        await ((PageEnd)call.B).Page.OpenChat();
        await ((PageEnd)call.B).Page.SeesText("I am back");
        await Keep(call, "signaling cut, longest pause of media", "Chromium and Chromium", healing.PauseMs);
    }

    [LabTheory]
    [InlineData(EndKind.Chromium, EndKind.Chromium)]
    [InlineData(EndKind.Headless, EndKind.Headless)]
    public async Task Server_killed_and_started_again_under_a_direct_call(EndKind a, EndKind b)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(NatKind.PortRestricted, NatKind.Cone) { KindA = a, KindB = b });

        var healing = await Disturbance.Happens(call, () => RestartServer(call));

        healing.PauseMs.ShouldBeLessThan(Unnoticed, "media does not need the server");
        await Keep(call, "server killed, direct: longest pause of media", $"{a} and {b}", healing.PauseMs);

        // Signaling is there again: a change that needs it heals.
        healing = await Disturbance.Happens(call, () => call.Lab.ChangeAddress(Side.B));
        await Keep(call, "another address after a restart of the server: back after", $"{a} and {b} (here it happens)", healing.BackMs);
    }

    [LabTheory]
    [InlineData(NatKind.Symmetric, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(NatKind.UdpBlocked, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(NatKind.OnePort, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(NatKind.Symmetric, EndKind.Headless, EndKind.Headless)]
    [InlineData(NatKind.UdpBlocked, EndKind.Headless, EndKind.Headless)]
    [InlineData(NatKind.OnePort, EndKind.Headless, EndKind.Chromium)]
    public async Task Server_killed_and_started_again_under_a_call_that_it_relays(NatKind kind, EndKind a, EndKind b)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(kind, NatKind.Symmetric) { KindA = a, KindB = b });

        var healing = await Disturbance.Happens(call, () => RestartServer(call));

        await Keep(call, "server with its TURN killed: back after", $"{kind.Word()} / symmetric, {a} and {b}", healing.BackMs);
    }

    [LabTheory]
    [InlineData(EndKind.Chromium, EndKind.Chromium)]
    [InlineData(EndKind.Headless, EndKind.Headless)]
    public async Task Coturn_killed_and_started_again(EndKind a, EndKind b)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(NatKind.Symmetric, NatKind.PortRestricted) { KindA = a, KindB = b, HasCoturn = true });

        var healing = await Disturbance.Happens(call, async () =>
        {
            await call.Coturn!.Kill();
            await call.Coturn.Start();
        });

        await Keep(call, "coturn killed: back after", $"{a} and {b}", healing.BackMs);
    }

    private static async Task RestartServer(LabCall call)
    {
        await call.Server.Kill();
        await call.Server.Restart();
    }

    private async Task Keep(LabCall call, string what, string which, long value) =>
        output.WriteLine($"{measured.Add(what, which, "ms", value)}\n{await call.Tell()}");
}

using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>coturn with the configuration of <c>turn/</c> in place of the server's own TURN, where a relay is needed, and where none is.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class CoturnMatrixTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    [LabTheory]
    [InlineData(NatKind.PortRestricted, NatKind.PortRestricted, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(NatKind.UdpBlocked, NatKind.Symmetric, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(NatKind.Symmetric, NatKind.UdpBlocked, EndKind.Headless, EndKind.Chromium)]
    public Task The_best_path_is_taken_between(NatKind a, NatKind b, EndKind kindA, EndKind kindB) =>
        new BestPath(browsers, measured, output).IsTaken(new LabCallOptions(a, b) { KindA = kindA, KindB = kindB, HasCoturn = true });
}

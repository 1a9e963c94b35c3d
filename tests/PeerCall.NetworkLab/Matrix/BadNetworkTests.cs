using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>Links that are slow, far or lose packets: calls come about all the same, and over the path that they would take without that.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class BadNetworkTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    [ShapedLabTheory]
    [InlineData("rate=300", EndKind.Chromium)]
    [InlineData("loss=5", EndKind.Chromium)]
    [InlineData("delay=100", EndKind.Chromium)]
    [InlineData("loss=5", EndKind.Headless)]
    [InlineData("rate=300 loss=5 delay=100", EndKind.Headless)]
    public Task The_best_path_is_taken_over(string shape, EndKind kind) =>
        new BestPath(browsers, measured, output).IsTaken(
            new LabCallOptions(NatKind.PortRestricted, NatKind.AddressRestricted) { ShapeA = shape, KindA = kind, KindB = kind });
}

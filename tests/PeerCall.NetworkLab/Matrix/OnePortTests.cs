using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Expectations;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>Networks that let nothing out but TCP to port 443: the page's own port has to do.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class OnePortTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    [LabFact]
    public Task With_a_certificate_of_the_servers_own_making_it_is_TURN_over_TCP_there() =>
        new BestPath(browsers, measured, output).IsTaken(
            new LabCallOptions(NatKind.PortRestricted, NatKind.OnePort) { IsSelfSigned = true },
            ExpectedPath.Of(NatKind.PortRestricted, NatKind.OnePort, onPagePort: "tcp"));

    [LabFact]
    public Task No_port_of_TURN_is_needed_besides() =>
        new BestPath(browsers, measured, output).IsTaken(
            new LabCallOptions(NatKind.OnePort, NatKind.OnePort) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Turn:Port"] = "" } });

    [LabTheory]
    [InlineData(EndKind.Headless, EndKind.Headless)]
    [InlineData(EndKind.Headless, EndKind.Chromium)]
    public Task A_headless_peer_gets_out_too(EndKind a, EndKind b) =>
        new BestPath(browsers, measured, output).IsTaken(new LabCallOptions(NatKind.OnePort, NatKind.PortRestricted) { KindA = a, KindB = b });
}

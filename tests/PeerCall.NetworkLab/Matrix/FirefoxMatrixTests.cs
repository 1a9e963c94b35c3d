using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>The page in Firefox and in Chromium behind a third of the pairs of NATs: one for each reason that a path is what it is. Each browser comes first once.</summary>
[Collection(LabCollection.Name)]
public sealed class FirefoxMatrixTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    public static TheoryData<NatKind, NatKind> Pairs => new()
    {
        { NatKind.None, NatKind.None },
        { NatKind.Cone, NatKind.PortRestricted },
        { NatKind.Cone, NatKind.Symmetric },
        { NatKind.PortRestricted, NatKind.Symmetric },
        { NatKind.Symmetric, NatKind.Symmetric },
        { NatKind.UdpBlocked, NatKind.None },
        { NatKind.UdpBlocked, NatKind.Symmetric },
    };

    /// <summary>The pair that every run of the tests tries: Firefox gets through its own relay alone, over TCP.</summary>
    [LabFact]
    public Task Behind_firewall_and_symmetric_NAT_the_best_path_is_taken() => IsTaken(NatKind.UdpBlocked, NatKind.Symmetric, EndKind.Firefox, EndKind.Chromium);

    [LabTheory]
    [MemberData(nameof(Pairs))]
    [Trait("Category", LabCollection.Whole)]
    public Task Between_Firefox_and_Chromium_the_best_path_is_taken(NatKind a, NatKind b) => IsTaken(a, b, EndKind.Firefox, EndKind.Chromium);

    [LabTheory]
    [MemberData(nameof(Pairs))]
    [Trait("Category", LabCollection.Whole)]
    public Task Between_Chromium_and_Firefox_that_comes_later_the_best_path_is_taken(NatKind a, NatKind b) => IsTaken(a, b, EndKind.Chromium, EndKind.Firefox);

    private Task IsTaken(NatKind a, NatKind b, EndKind kindA, EndKind kindB) =>
        new BestPath(browsers, measured, output).IsTaken(new LabCallOptions(a, b) { KindA = kindA, KindB = kindB });
}

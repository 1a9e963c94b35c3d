using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>A third of the matrix with headless peers, alone and with the page: one pair for each reason that a path is what it is.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class HeadlessMatrixTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    public static TheoryData<NatKind, NatKind> Pairs => new()
    {
        { NatKind.None, NatKind.None },
        { NatKind.None, NatKind.Symmetric },
        { NatKind.PortRestricted, NatKind.PortRestricted },
        { NatKind.AddressRestricted, NatKind.Symmetric },
        { NatKind.PortRestricted, NatKind.Symmetric },
        { NatKind.Symmetric, NatKind.Symmetric },
        { NatKind.Symmetric, NatKind.UdpBlocked },
        { NatKind.UdpBlocked, NatKind.UdpBlocked },
    };

    [LabTheory]
    [MemberData(nameof(Pairs))]
    public Task Between_two_headless_peers_the_best_path_is_taken(NatKind a, NatKind b) => IsTaken(a, b, EndKind.Headless, EndKind.Headless);

    [LabTheory]
    [MemberData(nameof(Pairs))]
    public Task Between_a_headless_peer_and_the_page_the_best_path_is_taken(NatKind a, NatKind b) => IsTaken(a, b, EndKind.Headless, EndKind.Chromium);

    [LabTheory]
    [MemberData(nameof(Pairs))]
    public Task Between_the_page_and_a_headless_peer_that_comes_later_the_best_path_is_taken(NatKind a, NatKind b) => IsTaken(a, b, EndKind.Chromium, EndKind.Headless);

    private Task IsTaken(NatKind a, NatKind b, EndKind kindA, EndKind kindB) =>
        new BestPath(browsers, measured, output).IsTaken(new LabCallOptions(a, b) { KindA = kindA, KindB = kindB });
}

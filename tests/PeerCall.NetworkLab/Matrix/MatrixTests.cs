using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>Two pages in Chromium behind every pair of NATs, with the server's own TURN.</summary>
[Collection(LabCollection.Name)]
public sealed class MatrixTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    /// <summary>The pairs that every run of the tests tries: one for each kind of path, and the one that is just possible.</summary>
    public static TheoryData<NatKind, NatKind> Selection => new()
    {
        { NatKind.None, NatKind.None },
        { NatKind.PortRestricted, NatKind.PortRestricted },
        { NatKind.AddressRestricted, NatKind.Symmetric },
        { NatKind.PortRestricted, NatKind.Symmetric },
        { NatKind.PortRestricted, NatKind.UdpBlocked },
        { NatKind.OnePort, NatKind.OnePort },
    };

    /// <summary>All others.</summary>
    public static TheoryData<NatKind, NatKind> Rest
    {
        get
        {
            var pairs = new TheoryData<NatKind, NatKind>();
            var chosen = Selection.Select(static row => ((NatKind)row[0], (NatKind)row[1])).ToHashSet();
            var kinds = Enum.GetValues<NatKind>();
            foreach (var a in kinds)
            {
                foreach (var b in kinds.Where(b => a <= b && !chosen.Contains((a, b)) && (b is not NatKind.OnePort || a is NatKind.None or NatKind.UdpBlocked)))
                    pairs.Add(a, b);
            }
            return pairs;
        }
    }

    [LabTheory]
    [MemberData(nameof(Selection))]
    public Task The_best_path_is_taken_between(NatKind a, NatKind b) => TakesTheBestPath(a, b);

    [LabTheory]
    [MemberData(nameof(Rest))]
    [Trait("Category", LabCollection.Whole)]
    public Task The_best_path_is_taken_between_others_too(NatKind a, NatKind b) => TakesTheBestPath(a, b);

    private Task TakesTheBestPath(NatKind a, NatKind b) => new BestPath(browsers, measured, output).IsTaken(new LabCallOptions(a, b));
}

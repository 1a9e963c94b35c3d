using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Measuring;

namespace PeerCall.NetworkLab.Ends;

/// <summary>Tests in the lab share the driver of the browsers and the table of what was measured.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<BrowserFixture>, ICollectionFixture<MeasuredTable>
{
    public const string Name = "Network lab";

    /// <summary>Category of the tests that only <c>tests/run.sh --network-lab</c> runs.</summary>
    public const string Whole = "NetworkLab";
}

using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Measuring;

/// <summary>How long the page takes to connect, beside two pages that do nothing but call: the same browsers, networks and servers, taking turns.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class PlainPageTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    [LabTheory]
    [InlineData(NatKind.None, NatKind.None)]
    [InlineData(NatKind.Cone, NatKind.Cone)]
    [InlineData(NatKind.PortRestricted, NatKind.PortRestricted)]
    [InlineData(NatKind.Cone, NatKind.Symmetric)]
    [InlineData(NatKind.PortRestricted, NatKind.Symmetric)]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric)]
    [InlineData(NatKind.None, NatKind.UdpBlocked)]
    [InlineData(NatKind.Symmetric, NatKind.UdpBlocked)]
    [InlineData(NatKind.UdpBlocked, NatKind.UdpBlocked)]
    public async Task The_page_connects_beside_a_plain_one(NatKind a, NatKind b)
    {
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(a, b));
        var plain = await PlainCall.Prepare(((PageEnd)call.A).Page.Browser, ((PageEnd)call.B).Page.Browser);
        List<double> pages = [], plainPages = [];
        while (pages.Count < MeasuredTable.Runs)
        {
            plainPages.Add(await plain.ConnectTime());
            await call.Rejoin();
            pages.Add(await call.B.ConnectTime() ?? throw new InvalidOperationException("Something flows, and yet it was never connected."));
        }
        var which = $"{a.Word()} / {b.Word()}";
        output.WriteLine(measured.Add("offer to connected, plain pages", which, "ms", [.. plainPages]));
        output.WriteLine(measured.Add("offer to connected, beside them", which, "ms", [.. pages]));
    }
}

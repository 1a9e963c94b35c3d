using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Healing;

/// <summary>The network of one end changes under a call: it goes on by itself.</summary>
[Collection(LabCollection.Name)]
public sealed class NetworkChangeTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    public static TheoryData<EndKind, EndKind> Ends => new()
    {
        { EndKind.Chromium, EndKind.Chromium },
        { EndKind.Headless, EndKind.Headless },
        { EndKind.Headless, EndKind.Chromium },
        { EndKind.Chromium, EndKind.Headless },
    };

    /// <summary>In every run of the tests: the page has a way of its own around what its browser knows too late.</summary>
    [LabFact]
    public Task Another_address_of_a_page() => AnotherAddress(EndKind.Chromium, EndKind.Chromium);

    [LabTheory]
    [Trait("Category", LabCollection.Whole)]
    [InlineData(EndKind.Headless, EndKind.Headless)]
    [InlineData(EndKind.Headless, EndKind.Chromium)]
    [InlineData(EndKind.Chromium, EndKind.Headless)]
    public Task Another_address(EndKind a, EndKind b) => AnotherAddress(a, b);

    [LabTheory]
    [Trait("Category", LabCollection.Whole)]
    [MemberData(nameof(Ends))]
    public async Task Another_address_where_the_link_is_relayed(EndKind a, EndKind b)
    {
        await using var call = await Connect(a, b, NatKind.Symmetric, NatKind.UdpBlocked);

        var healing = await Disturbance.Happens(call, () => call.Lab.ChangeAddress(Side.A));

        await Keep(call, "another address, relayed", a, b, healing);
    }

    [LabTheory]
    [Trait("Category", LabCollection.Whole)]
    [InlineData(5, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(25, EndKind.Chromium, EndKind.Chromium)]
    [InlineData(5, EndKind.Headless, EndKind.Headless)]
    [InlineData(25, EndKind.Headless, EndKind.Headless)]
    [InlineData(25, EndKind.Headless, EndKind.Chromium)]
    public async Task Without_a_cable_for_seconds(int seconds, EndKind a, EndKind b)
    {
        await using var call = await Connect(a, b);

        var healing = await Disturbance.Happens(call, () => call.Lab.Outage(Side.A, TimeSpan.FromSeconds(seconds)));

        await Keep(call, $"{seconds} s without a cable", a, b, healing);
    }

    [LabTheory]
    [Trait("Category", LabCollection.Whole)]
    [MemberData(nameof(Ends))]
    public async Task Another_NAT_that_lets_nothing_through_directly_and_back(EndKind a, EndKind b)
    {
        await using var call = await Connect(a, b);

        var healing = await Disturbance.Happens(call, () => call.Lab.ChangeNat(Side.A, NatKind.Symmetric));
        await Keep(call, "NAT becomes symmetric", a, b, healing);

        healing = await Disturbance.Happens(call, () => call.Lab.ChangeNat(Side.A, NatKind.UdpBlocked));
        await Keep(call, "NAT lets no UDP out any more", a, b, healing);

        healing = await Disturbance.Happens(call, () => call.Lab.ChangeNat(Side.A, NatKind.PortRestricted));
        await Keep(call, "NAT is a home router's again", a, b, healing);
    }

    private async Task AnotherAddress(EndKind a, EndKind b)
    {
        await using var call = await Connect(a, b);

        var healing = await Disturbance.Happens(call, () => call.Lab.ChangeAddress(Side.A));

        await Keep(call, "another address", a, b, healing);
    }

    private Task<LabCall> Connect(EndKind a, EndKind b, NatKind natA = NatKind.PortRestricted, NatKind natB = NatKind.PortRestricted) =>
        LabCall.Connect(browsers, new LabCallOptions(natA, natB) { KindA = a, KindB = b });

    private async Task Keep(LabCall call, string what, EndKind a, EndKind b, Healing healing)
    {
        output.WriteLine($"{what}: {healing}\n{await call.Tell()}");
        measured.Add($"{what}: back after", $"{a} (here it happens) and {b}", "ms", healing.BackMs);
    }
}

using System.Net;
using System.Net.Sockets;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.EmbeddedTurn;

/// <summary>Which addresses the embedded server relays with, on machines of several kinds.</summary>
public sealed class RelayPlanTests
{
    private static readonly FakeNetwork Hosted = new("5.9.1.2", "2a01:4f8::2") { WayOutV4 = "5.9.1.2", WayOutV6 = "2a01:4f8::2" };
    private static readonly FakeNetwork Home = new("192.168.1.20", "fd00::20") { WayOutV4 = "192.168.1.20", WayOutV6 = "fd00::20" };

    [Fact]
    public async Task A_machine_on_the_internet_relays_with_its_global_addresses()
    {
        var plan = await PlanAsync(Hosted);
        plan.IPv4.ShouldBe(Pair("5.9.1.2"));
        plan.IPv6.ShouldBe(Pair("2a01:4f8::2"));
    }

    [Fact]
    public async Task Of_several_interfaces_the_global_one_counts() =>
        (await PlanAsync(new FakeNetwork("10.0.0.5", "5.9.1.2") { WayOutV4 = "10.0.0.5" })).IPv4.ShouldBe(Pair("5.9.1.2"));

    [Fact]
    public async Task At_home_the_way_out_counts_and_local_IPv6_is_no_use()
    {
        var plan = await PlanAsync(Home);
        plan.IPv4.ShouldBe(Pair("192.168.1.20"));
        plan.IPv6.ShouldBeNull();
    }

    [Fact]
    public async Task Without_any_network_this_machine_can_still_talk_to_itself() =>
        (await PlanAsync(new FakeNetwork())).IPv4.ShouldBe(Pair("127.0.0.1"));

    [Fact]
    public async Task Behind_a_NAT_clients_are_told_the_public_address_and_the_own_one_is_bound() =>
        (await PlanAsync(Home, ("Turn:PublicAddress", "203.0.113.5"))).ShouldBe(
            new RelayPlan(new RelayPair(IPAddress.Parse("203.0.113.5"), IPAddress.Parse("192.168.1.20")), IPv6: null));

    [Fact]
    public async Task The_bound_address_can_be_chosen() =>
        (await PlanAsync(new FakeNetwork("10.0.0.5", "10.0.0.6") { WayOutV4 = "10.0.0.5" }, ("Turn:PublicAddress", "203.0.113.5"), ("Turn:RelayAddress", "10.0.0.6")))
            .IPv4.ShouldBe(new RelayPair(IPAddress.Parse("203.0.113.5"), IPAddress.Parse("10.0.0.6")));

    [Fact]
    public async Task A_chosen_address_alone_is_public_as_well() =>
        (await PlanAsync(new FakeNetwork("10.0.0.5", "10.0.0.6"), ("Turn:RelayAddress", "10.0.0.6"))).IPv4.ShouldBe(Pair("10.0.0.6"));

    [Fact]
    public async Task A_name_is_looked_up_once_for_both_families() =>
        (await PlanAsync(Hosted, ("Turn:PublicAddress", "call.example.org"))).ShouldBe(new RelayPlan(Pair("5.9.1.2"), Pair("2a01:4f8::2")));

    [Fact]
    public async Task A_name_without_an_address_is_a_sentence() =>
        (await Should.ThrowAsync<StartupFaultException>(() => PlanAsync(Hosted, ("Turn:PublicAddress", "nowhere.example.org")))).Message
            .ShouldBe("Turn:PublicAddress is \"nowhere.example.org\", a name that has no address to relay with; it expects an IP address or a host name that this machine can look up.");

    [Fact]
    public async Task A_name_that_leads_nowhere_is_a_sentence() =>
        (await Should.ThrowAsync<StartupFaultException>(() => PlanAsync(Hosted, ("Turn:PublicAddress", "blocked.example.org")))).Message
            .ShouldStartWith("Turn:PublicAddress is \"blocked.example.org\", a name that has no address to relay with; it expects");

    [Fact]
    public async Task An_address_that_the_machine_does_not_have_is_a_sentence() =>
        (await Should.ThrowAsync<StartupFaultException>(() => PlanAsync(Home, ("Turn:RelayAddress", "10.9.9.9")))).Message
            .ShouldBe("Turn:RelayAddress is \"10.9.9.9\", which this machine does not have; it expects an IP address of this machine.");

    [Fact]
    public async Task A_public_address_of_a_family_that_the_machine_lacks_is_a_sentence() =>
        (await Should.ThrowAsync<StartupFaultException>(() => PlanAsync(new FakeNetwork("192.168.1.20") { WayOutV4 = "192.168.1.20" }, ("Turn:PublicAddress", "2a01::5")))).Message
            .ShouldStartWith("Turn:PublicAddress is \"2a01::5\", and this machine has no address of that family to relay with; it expects");

    [Fact]
    public void A_private_address_comes_with_the_advice_what_to_set()
    {
        var text = string.Join('\n', TurnNotice.Lines(3478, hasTls: true, new RelayPlan(Pair("192.168.1.20"), IPv6: null), (49160, 49999)));
        text.ShouldContain("port 3478 (UDP, TCP, TLS)");
        text.ShouldContain("192.168.1.20, UDP ports 49160 to 49999");
        text.ShouldContain("set Turn:PublicAddress");
        string.Join('\n', TurnNotice.Lines(port: null, hasTls: true, new RelayPlan(Pair("5.9.1.2"), IPv6: null), (49160, 49999))).ShouldNotContain("Turn:PublicAddress");
    }

    [Fact]
    public void Tls_is_told_only_where_there_is_a_certificate() =>
        string.Join('\n', TurnNotice.Lines(3478, hasTls: false, new RelayPlan(Pair("5.9.1.2"), IPv6: null), (49160, 49999))).ShouldContain("port 3478 (UDP, TCP)");

    private static RelayPair Pair(string address) => new(IPAddress.Parse(address), IPAddress.Parse(address));

    private static Task<RelayPlan> PlanAsync(FakeNetwork network, params (string Key, string Value)[] values) =>
        RelayPlan.MakeAsync(OptionsBinder.Bind<EmbeddedTurnOptions>(OptionsBinderTests.Configuration(values)), network, CancellationToken.None);

    private sealed class FakeNetwork(params string[] addresses) : ILocalNetwork
    {
        public string? WayOutV4 { get; init; }

        public string? WayOutV6 { get; init; }

        public IReadOnlyList<IPAddress> Addresses { get; } = [.. addresses.Select(IPAddress.Parse)];

        public bool Has(IPAddress address) => IPAddress.IsLoopback(address) || Addresses.Contains(address);

        public IPAddress? WayOut(AddressFamily family) =>
            (family is AddressFamily.InterNetwork ? WayOutV4 : WayOutV6) is { } text ? IPAddress.Parse(text) : null;

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<IPAddress>>(name switch
            {
                "call.example.org" => [IPAddress.Parse("2a01:4f8::2"), IPAddress.Parse("5.9.1.2"), IPAddress.Parse("5.9.1.3")],
                "blocked.example.org" => [IPAddress.Any, IPAddress.IPv6Any],
                _ => [],
            });
    }
}

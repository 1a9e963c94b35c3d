using System.Net;
using PeerCall.Ice;
using PeerCall.Rtc.Transport.Networks;
using PeerCall.Stun;

namespace PeerCall.Rtc.Tests.Transport;

public sealed class NetworkTests
{
    [Fact]
    public void The_best_addresses_come_first_and_useless_ones_not_at_all()
    {
        NetworkAddress[] all =
        [
            At("127.0.0.1:0", NetworkKind.Loopback),
            At("172.17.0.1:0", isVirtual: true),
            At("[fe80::1]:0"),
            At("10.8.0.2:0", NetworkKind.Tunnel),
            At("192.0.2.7:0"),
            At("192.0.2.7:0"),
            At("[2001:db8::7]:0"),
        ];
        HostAddresses.Choose(all, includeLoopback: false, accepts: null).Select(a => a.Address.ToString())
            .ShouldBe(["192.0.2.7:0", "[2001:db8::7]:0", "10.8.0.2:0", "172.17.0.1:0"]);
        HostAddresses.Choose(all, includeLoopback: true, accepts: a => a.Kind is not NetworkKind.Tunnel && !a.IsVirtual).Select(a => a.Address.ToString())
            .ShouldBe(["192.0.2.7:0", "[2001:db8::7]:0", "127.0.0.1:0"]);
        HostAddresses.Choose([all[0], all[2]], includeLoopback: false, accepts: null).Select(a => a.Address.ToString())
            .ShouldBe(["[fe80::1]:0"], "there is no other");
        HostAddresses.Choose(Enumerable.Range(1, 100).Select(i => At($"192.0.2.{i}:0")), includeLoopback: false, accepts: null).Count.ShouldBe(16);
    }

    [Fact]
    public void Addresses_on_their_way_out_are_left_and_temporary_ones_preferred()
    {
        var flags = LinuxAddressFlags.Parse(
        [
            "20010db8000000000000000000000001 02 40 00 80     eth0",
            "20010db800000000aaaaaaaaaaaaaaaa 02 40 00 01     eth0",
            "20010db800000000bbbbbbbbbbbbbbbb 02 40 00 21     eth0",
            "20010db8000000010000000000000001 02 40 00 80     eth0",
            "20010db8000000020000000000000001 02 40 00 40     eth0",
            "20010db8000000030000000000000001 02 40 00 08     eth0",
            "no such line",
        ]);
        flags.IsUsable(IPAddress.Parse("2001:db8::1")).ShouldBeFalse("a temporary one is beside it");
        flags.IsUsable(IPAddress.Parse("2001:db8:0:0:aaaa:aaaa:aaaa:aaaa")).ShouldBeTrue();
        flags.IsUsable(IPAddress.Parse("2001:db8:0:0:bbbb:bbbb:bbbb:bbbb")).ShouldBeFalse("deprecated");
        flags.IsUsable(IPAddress.Parse("2001:db8:0:1::1")).ShouldBeTrue("alone on its network");
        flags.IsUsable(IPAddress.Parse("2001:db8:0:2::1")).ShouldBeFalse("tentative");
        flags.IsUsable(IPAddress.Parse("2001:db8:0:3::1")).ShouldBeFalse("a duplicate");
        flags.IsUsable(IPAddress.Parse("2001:db8:0:4::1")).ShouldBeTrue("nothing is known");
    }

    [Fact]
    public void The_system_has_addresses_and_tells_them_again_from_memory()
    {
        var addresses = SystemNetworkAddresses.Shared.Read(fresh: true);
        addresses.ShouldContain(a => a.IsLoopback);
        SystemNetworkAddresses.Shared.Read(fresh: false).ShouldNotBeEmpty();
        SystemNetworkAddresses.Shared.Watch(() => { }).Dispose();
    }

    [Fact]
    public async Task A_base_whose_address_goes_in_the_middle_of_a_call_is_replaced_by_another()
    {
        var networks = new FixedAddresses("127.0.0.1:0", "127.0.0.2:0");
        await using var call = new TestCall(new TestSetting { Networks = networks }, new TestSetting());
        var (mine, theirs) = await call.Open();
        await Eventually.Holds(() => call.Offerer.Run(t => t.IceState) is IceConnectionState.Completed, "ICE completes");
        var used = call.Offerer.Paths.Last()!.BaseId;
        var address = call.Offerer.LocalCandidates.First(c => c.BaseId == used).Address.ToIPAddress();

        networks.Change($"127.0.0.{(address.ToString() == "127.0.0.1" ? 2 : 1)}:0");
        await Eventually.Holds(() => call.Offerer.NetworkChanges == 1, "it is told");
        call.Offerer.Run(t => t.LocalCandidates).ShouldHaveSingleItem().Address.ToIPAddress().ShouldNotBe(address);
        for (var i = 0; i < 10; i++)
        {
            await mine.SendAsync($"{i}");
            using var message = await theirs.ReceiveAsync().AsTask().Within();
            message.Text.ShouldBe($"{i}");
        }
        call.Offerer.Paths.Last()!.BaseId.ShouldNotBe(used);
    }

    [Fact]
    public async Task An_address_that_comes_after_the_end_of_candidates_is_signaled_with_the_next_generation()
    {
        var networks = new FixedAddresses("127.0.0.1:0");
        await using var call = new TestCall(new TestSetting { Networks = networks }, new TestSetting());
        await call.Open();
        await Eventually.Holds(() => call.Offerer.Run(t => t.GatheringState) is IceGatheringState.Complete, "gathering ends");
        networks.Change("127.0.0.1:0", "127.0.0.3:0");
        await Eventually.Holds(() => call.Offerer.NetworkChanges == 1, "it is told");
        call.Offerer.Candidates.Count.ShouldBe(1, "the end of candidates was signaled");
        call.Offerer.Run(t => t.LocalCandidates).Count.ShouldBe(2);
        call.Offerer.Candidates.Clear();
        call.Restart();
        await Eventually.Holds(() => call.Offerer.Candidates.Count == 2, "both are signaled");
    }

    [Fact]
    public async Task All_addresses_may_go_and_come_back()
    {
        var networks = new FixedAddresses("127.0.0.1:0");
        await using var call = new TestCall(new TestSetting { Networks = networks }, new TestSetting());
        var (mine, theirs) = await call.Open();
        networks.Change();
        await Eventually.Holds(() => call.Offerer.Run(t => t.IceState) is IceConnectionState.Disconnected, "it has no base");
        // Sends do not fail meanwhile; they wait.
        await mine.SendAsync("held");
        networks.Change("127.0.0.1:0");
        await Eventually.Holds(() => call.Offerer.NetworkChanges == 2, "it is told");
        call.Restart();
        using var message = await theirs.ReceiveAsync().AsTask().Within();
        message.Text.ShouldBe("held");
    }

    [Fact]
    public async Task Without_consent_nothing_is_sent_and_after_a_restart_what_was_held_arrives()
    {
        var networks = new FixedAddresses("127.0.0.1:0");
        var impatient = new TestSetting
        {
            With = o => o with
            {
                Ice = new IceAgentOptions
                {
                    ConsentInterval = TimeSpan.FromMilliseconds(300),
                    ConsentProbeInterval = TimeSpan.FromMilliseconds(200),
                    ConsentTimeout = TimeSpan.FromSeconds(2),
                },
            },
        };
        await using var call = new TestCall(new TestSetting { Networks = networks }, impatient);
        var (mine, theirs) = await call.Open();
        networks.Change();
        await Eventually.Holds(() => call.Answerer.Run(t => t.IceState) is IceConnectionState.Failed, "consent is lost");
        call.Answerer.Paths.Last().ShouldBeNull();
        var sent = call.Answerer.Run(t => t.GetStatistics()).PacketsSent;
        await theirs.SendAsync("held");
        theirs.State.ShouldBe(Sctp.DataChannelState.Open);
        networks.Change("127.0.0.1:0");
        await Eventually.Holds(() => call.Offerer.NetworkChanges == 2, "it is told");
        call.Answerer.Run(t => t.GetStatistics()).PacketsSent.ShouldBe(sent);
        call.Restart();
        using var message = await mine.ReceiveAsync().AsTask().Within();
        message.Text.ShouldBe("held");
    }

    private static NetworkAddress At(string address, NetworkKind kind = NetworkKind.Ethernet, bool isVirtual = false) =>
        new(TransportAddress.TryParse(address, out var parsed) ? parsed : throw new FormatException(address), "if", kind, isVirtual);
}

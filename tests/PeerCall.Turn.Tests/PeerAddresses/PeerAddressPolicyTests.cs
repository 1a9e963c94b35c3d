using System.Net;
using PeerCall.Measuring;
using PeerCall.Stun;
using PeerCall.Turn.Server;
using static PeerCall.Turn.Tests.PeerAddresses.Policies;

namespace PeerCall.Turn.Tests.PeerAddresses;

public class PeerAddressPolicyTests
{
    [Fact]
    public void An_allowed_network_opens_what_is_special_purpose_or_the_servers_own()
    {
        var policy = With(allowed: "192.168.7.0/24 fd00:7::/32 127.0.0.0/8 ::1/128", own: "192.168.7.1 192.168.8.1 203.0.114.1");

        policy.Judge(Peer("192.168.7.20")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("192.168.7.1")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("::ffff:192.168.7.1")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("fd00:7::1")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("127.0.0.1")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("::1")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("192.168.8.1")).ShouldBe(PeerAddressVerdict.DeniedOwn);
        policy.Judge(Peer("192.168.8.2")).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        policy.Judge(Peer("203.0.114.1")).ShouldBe(PeerAddressVerdict.DeniedOwn);
        policy.Judge(Peer("fd00:8::1")).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    public void No_network_opens_what_is_nobodys_address(string address)
    {
        var policy = With(allowed: "0.0.0.0/0 ::/0", relayed: $"{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:4000");

        policy.Judge(Peer(address)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        policy.JudgeAddress(Peer(address)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
    }

    [Fact]
    public void A_denied_network_beats_everything()
    {
        var policy = With(allowed: "10.0.0.0/8 ::/0", denied: "10.1.0.0/16 8.8.8.8/32 2a00:bad::/32", own: "10.1.0.1", relayed: "10.1.0.1:50000");

        policy.Judge(Peer("10.1.2.3")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        policy.Judge(Peer("10.2.2.3")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("8.8.8.8")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        policy.Judge(Peer("8.8.8.9")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("2a00:bad:1::")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        policy.Judge(Peer("10.1.0.1", 50000)).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        policy.JudgeAddress(Peer("10.1.0.1")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
    }

    [Fact]
    public void Networks_in_IPv4_mapped_form_count_as_IPv4()
    {
        var policy = With(allowed: "::ffff:10.0.0.0/104", denied: "::ffff:8.8.8.8/128");

        policy.Judge(Peer("10.255.255.255")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("11.0.0.0")).ShouldBe(PeerAddressVerdict.Allowed);
        policy.Judge(Peer("127.0.0.1")).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        policy.Judge(Peer("8.8.8.8")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        policy.Judge(Peer("::ffff:8.8.8.8")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        With(denied: "::ffff:0:0/96").Judge(Peer("8.8.4.4")).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        With(denied: "::/0").Judge(Peer("8.8.4.4")).ShouldBe(PeerAddressVerdict.Allowed);
    }

    [Fact]
    public void Two_relayed_ends_meet_where_the_server_itself_is_closed()
    {
        var policy = With(own: "203.0.114.1", relayed: "203.0.114.1:50000 192.168.1.1:50002");

        policy.Judge(Peer("203.0.114.1", 50000)).ShouldBe(PeerAddressVerdict.AllowedRelayed);
        policy.Judge(Peer("::ffff:203.0.114.1", 50000)).ShouldBe(PeerAddressVerdict.AllowedRelayed);
        policy.Judge(Peer("203.0.114.1", 50001)).ShouldBe(PeerAddressVerdict.DeniedOwn);
        policy.Judge(Peer("203.0.114.1", 3478)).ShouldBe(PeerAddressVerdict.DeniedOwn);
        policy.JudgeAddress(Peer("203.0.114.1", 1)).ShouldBe(PeerAddressVerdict.AllowedRelayed);
        policy.Judge(Peer("192.168.1.1", 50002)).ShouldBe(PeerAddressVerdict.AllowedRelayed);
        policy.Judge(Peer("192.168.1.1", 50003)).ShouldBe(PeerAddressVerdict.DeniedOwn); // nobody listed it
        policy.Judge(Peer("64:ff9b::203.0.114.1", 50000)).ShouldBe(PeerAddressVerdict.DeniedOwn);
    }

    [Fact]
    public void A_link_local_address_is_the_servers_own_on_whichever_interface()
    {
        var policy = new PeerAddressPolicy([], [], [new IPAddress(IPAddress.Parse("fe80::1").GetAddressBytes(), 3)], NothingRelayed);

        policy.Judge(Peer("fe80::1")).ShouldBe(PeerAddressVerdict.DeniedOwn);
        policy.Judge(TransportAddress.FromIPv6(Peer("fe80::1").IPv6Bits, 80, 4)).ShouldBe(PeerAddressVerdict.DeniedOwn);
    }

    [Fact]
    public void New_interface_addresses_take_the_place_of_old_ones_and_not_of_configured_ones()
    {
        var policy = With(own: "203.0.114.1");
        policy.SetOwn([IPAddress.Parse("203.0.114.2"), IPAddress.Parse("::ffff:203.0.114.3")]);
        Denied(policy).ShouldBe([1, 2, 3]);

        policy.SetOwn([IPAddress.Parse("203.0.114.4")]);
        Denied(policy).ShouldBe([1, 4]);

        policy.SetOwn([]);
        Denied(policy).ShouldBe([1]);
    }

    [Fact]
    public async Task Interfaces_may_change_while_others_ask()
    {
        var policy = With(own: "203.0.114.1");
        using var stop = new CancellationTokenSource();
        var changer = Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
                policy.SetOwn(Enumerable.Range(2, i % 8).Select(n => IPAddress.Parse($"203.0.114.{n}")));
            stop.Cancel();
        }, CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            policy.Judge(Peer("203.0.114.1")).ShouldBe(PeerAddressVerdict.DeniedOwn);
            policy.Judge(Peer("203.0.114.100")).ShouldBe(PeerAddressVerdict.Allowed);
        }
        await changer;
    }

    [Fact]
    public void Port_0_and_no_address_are_no_peer()
    {
        With(allowed: "0.0.0.0/0", relayed: "8.8.8.8:0").Judge(Peer("8.8.8.8", 0)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        With().JudgeAddress(Peer("8.8.8.8", 0)).ShouldBe(PeerAddressVerdict.Allowed);
        With().Judge(default).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        With().JudgeAddress(default).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
    }

    [Fact]
    public void Judging_allocates_nothing()
    {
        var policy = With(allowed: "10.0.0.0/8", denied: "8.8.8.0/24", own: "203.0.114.1", relayed: "203.0.114.1:50000");
        TransportAddress[] peers = [Peer("8.8.4.4"), Peer("2a00::5efe:10.0.0.1"), Peer("::ffff:10.0.0.1"), Peer("64:ff9b:1::1"), Peer("203.0.114.1", 50000)];
        for (var i = 0; i < 2000; i++)
            Judge(policy, peers);

        AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 400; i++)
                Judge(policy, peers);
        }).ShouldBe(0);
    }

    private static void Judge(PeerAddressPolicy policy, TransportAddress[] peers)
    {
        foreach (var peer in peers)
        {
            policy.Judge(peer);
            policy.JudgeAddress(peer);
        }
    }

    private static int[] Denied(PeerAddressPolicy policy) =>
        [.. Enumerable.Range(1, 5).Where(n => policy.Judge(Peer($"203.0.114.{n}")) is PeerAddressVerdict.DeniedOwn)];
}

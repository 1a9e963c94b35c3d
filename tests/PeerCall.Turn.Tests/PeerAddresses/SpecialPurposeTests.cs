using PeerCall.Turn.Server;
using static PeerCall.Turn.Tests.PeerAddresses.Policies;

namespace PeerCall.Turn.Tests.PeerAddresses;

public class SpecialPurposeTests
{
    public static TheoryData<string> Blocks => [.. RegistryText.Blocks];

    [Fact]
    public void The_table_is_the_registries() =>
        SpecialPurposeRegistry.IPv4.Concat(SpecialPurposeRegistry.IPv6).Select(r => Ip.ParseBlock(r.Network.ToString()))
            .ShouldBe(RegistryText.Blocks.Select(Ip.ParseBlock), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_is_denied_from_its_first_to_its_last_address_and_no_further(string block)
    {
        var policy = With();
        var (first, last) = Ip.ParseBlock(block);
        foreach (var address in new[] { first, first with { Value = first.Value + 1 }, last with { Value = last.Value - 1 }, last }.Where(a => a.IsIn(block)))
        {
            // IPv4-mapped addresses are judged as IPv4: ::ffff:0.0.0.0 and ::ffff:255.255.255.255 are denied for that.
            policy.Judge(address.At(4000)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose, address.ToString());
            policy.JudgeAddress(address.At(0)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose, address.ToString());
        }
        Ip[] around = [first with { Value = first.Value - 1 }, last with { Value = last.Value + 1 }];
        foreach (var address in around.Where(a => a.Value >= 0 && a.Value <= a.Max))
            policy.Judge(address.At(4000)).ShouldBe(PeerAddressOracle.Judge(PolicySettings.Nothing, address, 4000), address.ToString());
    }

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.0.3.0")]
    [InlineData("192.88.98.255")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("198.51.99.255")]
    [InlineData("203.0.114.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2000::")]
    [InlineData("2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:200::")]
    [InlineData("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db9::")]
    [InlineData("2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2003::")]
    [InlineData("2620:4f:7fff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2620:4f:8001::")]
    [InlineData("3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff:1000::")]
    [InlineData("3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:8.8.8.8")]
    public void What_lies_between_is_public(string address)
    {
        With().Judge(Peer(address)).ShouldBe(PeerAddressVerdict.Allowed);
        With().JudgeAddress(Peer(address)).ShouldBe(PeerAddressVerdict.Allowed);
        SpecialPurposeRegistry.Find(Peer(address)).ShouldBeNull();
    }

    [Theory]
    [InlineData("127.0.0.1", "Loopback", "RFC 1122 §3.2.1.3")]
    [InlineData("::ffff:127.0.0.1", "Loopback", "RFC 1122 §3.2.1.3")]
    [InlineData("192.0.0.8", "IPv4 dummy address", "RFC 7600")]
    [InlineData("0.0.0.0", "\"This host on this network\"", "RFC 1122 §3.2.1.3")]
    [InlineData("192.168.1.1", "Private-Use", "RFC 1918")]
    [InlineData("2001:0:1::", "TEREDO", "RFC 4380")]
    [InlineData("::1", "Loopback Address", "RFC 4291 §2.5.3")]
    [InlineData("fe80::1", "Link-Local Unicast", "RFC 4291 §2.5.6")]
    [InlineData("9000::", "Not global unicast", "RFC 4291 §2.4")]
    public void A_person_is_told_what_a_range_is_for(string address, string name, string reference)
    {
        var range = SpecialPurposeRegistry.Find(Peer(address));

        range!.Name.ShouldBe(name);
        range.Reference.ShouldBe(reference);
    }
}

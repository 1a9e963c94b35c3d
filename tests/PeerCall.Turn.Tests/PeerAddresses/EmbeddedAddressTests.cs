using PeerCall.Turn.Server;
using static PeerCall.Turn.Tests.PeerAddresses.Policies;

namespace PeerCall.Turn.Tests.PeerAddresses;

/// <summary>An IPv4 address inside an IPv6 address is judged too, even where the operator has opened the form it comes in.</summary>
public class EmbeddedAddressTests
{
    private const string EveryForm = "2002::/16 2001::/32 64:ff9b::/96 64:ff9b:1::/48 ::/96 ::ffff:0:0:0/96";

    /// <summary>Forms around 10.0.0.1, and around 8.8.8.8.</summary>
    [Theory]
    [InlineData("::ffff:10.0.0.1", "::ffff:8.8.8.8")]
    [InlineData("::10.0.0.1", "::8.8.8.8")]
    [InlineData("::ffff:0:10.0.0.1", "::ffff:0:8.8.8.8")]
    [InlineData("2002:a00:1::", "2002:808:808::")]
    [InlineData("2002:a00:1:1:2:3:4:5", "2002:808:808:1:2:3:4:5")]
    [InlineData("64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8")]
    [InlineData("64:ff9b:1::10.0.0.1", "64:ff9b:1::8.8.8.8")] // 96 bits
    [InlineData("64:ff9b:1:2:3:4:10.0.0.1", "64:ff9b:1:2:3:4:8.8.8.8")]
    [InlineData("64:ff9b:1:a00:0:100::", "64:ff9b:1:808:8:800::")] // 48 bits
    [InlineData("64:ff9b:1:ff0a:0:1::", "64:ff9b:1:ff08:8:808::")] // 56 bits
    [InlineData("64:ff9b:1:909:a:0:100::", "64:ff9b:1:909:8:808:800::")] // 64 bits
    [InlineData("2001:0:a00:1:0:0:f7f7:f7f7", "2001:0:808:808:0:0:f7f7:f7f7")] // Teredo server
    [InlineData("2001:0:808:808:0:0:f5ff:fffe", "2001:0:808:808:0:0:f7f7:f7f6")] // Teredo client
    [InlineData("2a00:1:2:3:0:5efe:10.0.0.1", "2a00:1:2:3:0:5efe:8.8.8.8")] // ISATAP
    [InlineData("2a00:1:2:3:200:5efe:10.0.0.1", "2a00:1:2:3:200:5efe:8.8.8.8")]
    [InlineData("2002:808:808:1:0:5efe:10.0.0.1", "2002:808:808:1:0:5efe:8.8.8.8")] // ISATAP behind 6to4
    public void It_is_found_in_every_form(string around10, string around8)
    {
        var open = With(allowed: EveryForm);
        open.Judge(Peer(around10)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        open.Judge(Peer(around8)).ShouldBe(PeerAddressVerdict.Allowed);

        // NAT64's local use has other readings beside, of 255.10.0.1 or 0.0.1.0.
        With(allowed: EveryForm + " 10.0.0.0/8 255.0.0.0/8 0.0.0.0/8").Judge(Peer(around10)).ShouldBe(PeerAddressVerdict.Allowed);
        With(allowed: EveryForm, denied: "8.8.8.0/24").Judge(Peer(around8)).ShouldBe(PeerAddressVerdict.DeniedNetwork);
        With(allowed: EveryForm, own: "8.8.8.8 8.8.8.9").Judge(Peer(around8)).ShouldBe(PeerAddressVerdict.DeniedOwn);
    }

    [Theory]
    [InlineData("2002:808:808::")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("64:ff9b:1::8.8.8.8")]
    [InlineData("::8.8.8.8")]
    [InlineData("2001:0:808:808:0:0:f7f7:f7f7")]
    public void A_public_address_inside_does_not_open_the_form_around_it(string address) =>
        With().Judge(Peer(address)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);

    [Theory]
    [InlineData("2002:a00:1::")]
    [InlineData("64:ff9b::10.0.0.1")]
    public void An_allowed_network_does_not_open_the_forms_around_it_but_for_the_mapped_one(string address)
    {
        With(allowed: "10.0.0.0/8").Judge(Peer(address)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);
        With(allowed: "10.0.0.0/8").Judge(Peer("::ffff:10.0.0.1")).ShouldBe(PeerAddressVerdict.Allowed);
    }

    [Theory]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("::ffff:224.0.0.1")]
    [InlineData("::ffff:255.255.255.255")]
    [InlineData("2002:e000:1::")]
    [InlineData("2002::")]
    [InlineData("64:ff9b::255.255.255.255")]
    [InlineData("64:ff9b::")]
    [InlineData("64:ff9b:1::")]
    [InlineData("2001:0:808:808:0:0:1fff:fffe")]
    [InlineData("2a00::5efe:239.1.2.3")]
    public void Multicast_broadcast_and_no_address_stay_closed_in_every_form(string address) =>
        With(allowed: "0.0.0.0/0 ::/0").Judge(Peer(address)).ShouldBe(PeerAddressVerdict.DeniedSpecialPurpose);

    [Theory]
    [InlineData("2a00:1:2:3:100:5eff:10.0.0.1")] // an interface identifier, but not of ISATAP
    [InlineData("2a00:1:2:3:400:5efe:10.0.0.1")]
    [InlineData("2a00:1:2:3:0:5efd:10.0.0.1")]
    public void What_only_looks_like_a_form_is_none(string address) => With().Judge(Peer(address)).ShouldBe(PeerAddressVerdict.Allowed);
}

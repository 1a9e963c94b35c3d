namespace PeerCall.Signaling.Tests;

/// <summary>Addresses are cut to their network, and nothing else passes for one.</summary>
public class ShortAddressTests
{
    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("203.0.113.0/24", "203.0.113.0/24")]
    [InlineData("203.0.113.77/24", "203.0.113.0/24")]
    [InlineData("255.255.255.255", "255.255.255.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [InlineData("2001:DB8:1::/48", "2001:db8:1::/48")]
    [InlineData("::1", "::/48")]
    [InlineData("fe80::1%eth0", "fe80::/48")]
    [InlineData("::ffff:192.0.2.33", "192.0.2.0/24")]
    public void An_address_is_cut_to_its_network(string text, string expected) => ShortAddress.Of(text).ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/24")]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("203.0.113.77:5000")]
    [InlineData("203.0.113.0/16")]
    [InlineData("203.0.113.0/48")]
    [InlineData("203.0.113.256")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("2001:db8::/24")]
    [InlineData("2001:db8::/32/48")]
    [InlineData("::ffff:192.0.2.33/48")]
    [InlineData("2001:db8:::1")]
    [InlineData("b3c2a1d0-0000-4000-8000-000000000000.local")]
    [InlineData("example.org")]
    public void What_is_no_address_is_none(string? text) => ShortAddress.Of(text).ShouldBeNull();
}

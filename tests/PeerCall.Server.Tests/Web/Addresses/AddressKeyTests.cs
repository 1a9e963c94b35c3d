using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Addresses;

public sealed class AddressKeyTests
{
    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("0.0.0.1", "::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void One_subscriber_is_one_key(string first, string second, bool same)
    {
        var one = AddressKey.Of(IPAddress.Parse(first));
        var other = AddressKey.Of(IPAddress.Parse(second));
        one.Equals(other).ShouldBe(same);
        if (same)
            one.GetHashCode().ShouldBe(other.GetHashCode());
    }

    [Fact]
    public void A_transport_without_addresses_has_a_key_of_its_own() =>
        AddressKey.Of(null).ShouldNotBe(AddressKey.Of(IPAddress.Any));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void It_reads_as_an_address(string address, string text) =>
        AddressKey.Of(IPAddress.Parse(address)).ToString().ShouldBe(text);
}

using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;

namespace PeerCall.Stun.Tests;

public class TransportAddressTests
{
    [Fact]
    public void An_address_is_what_the_framework_says_it_is() =>
        Prop.ForAll(Arbitraries.Addresses.ToArbitrary(), address =>
        {
            var bytes = new byte[16];
            var length = address.WriteAddress(bytes);
            return TransportAddress.From(address.ToIPEndPoint()) == address
                && TransportAddress.FromBytes(bytes.AsSpan(0, length), address.Port) == address
                && TransportAddress.TryParse(address.ToString(), out var parsed) && parsed == address
                && parsed.GetHashCode() == address.GetHashCode()
                && address.ToString() == address.ToIPEndPoint().ToString();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Families_are_never_equal()
    {
        TransportAddress.FromIPv4(0x01020304, 80).ShouldNotBe(TransportAddress.FromIPv6(0x01020304, 80));
        TransportAddress.From(IPAddress.Parse("::ffff:1.2.3.4"), 80).ShouldNotBe(TransportAddress.From(IPAddress.Parse("1.2.3.4"), 80));
        default(TransportAddress).ShouldNotBe(TransportAddress.FromIPv4(0, 0));
    }

    [Fact]
    public void A_link_local_address_keeps_its_interface()
    {
        var first = TransportAddress.From(new IPAddress(IPAddress.Parse("fe80::1").GetAddressBytes(), 3), 80);
        var second = TransportAddress.FromIPv6(first.IPv6Bits, 80, 4);

        first.ScopeId.ShouldBe(3u);
        first.ShouldNotBe(second);
        first.HasSameAddress(first.WithPort(81)).ShouldBeTrue();
        first.HasSameAddress(second).ShouldBeFalse();
        first.ToIPAddress().ScopeId.ShouldBe(3);
    }

    [Fact]
    public void The_default_value_names_nothing()
    {
        var none = default(TransportAddress);

        none.IsNone.ShouldBeTrue();
        none.AddressFamily.ShouldBe(AddressFamily.Unspecified);
        none.AddressLength.ShouldBe(0);
        none.WriteAddress([]).ShouldBe(0);
        none.ToString().ShouldBe("none");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("example.org:3478")]
    [InlineData("192.0.2.1:70000")]
    [InlineData("192.0.2.256:1")]
    public void What_is_no_address_is_not_parsed(string? text) => TransportAddress.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void An_address_has_4_or_16_bytes() => Should.Throw<ArgumentException>(() => TransportAddress.FromBytes(new byte[5], 1));
}

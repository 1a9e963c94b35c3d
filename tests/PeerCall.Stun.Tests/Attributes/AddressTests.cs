using FsCheck;
using FsCheck.Fluent;

namespace PeerCall.Stun.Tests.Attributes;

public class AddressTests
{
    [Fact]
    public void Any_address_survives_the_way_there_and_back_plain_and_XORed()
    {
        var cases = (from address in Arbitraries.Addresses from id in Arbitraries.TransactionIds select (address, id)).ToArbitrary();
        Prop.ForAll(cases, c =>
        {
            var writer = new StunWriter(new byte[128], StunMethod.Allocate, StunClass.SuccessResponse, c.id);
            writer.Add(StunAttributes.MappedAddress, c.address);
            writer.Add(StunAttributes.XorMappedAddress, c.address);
            writer.Add(StunAttributes.XorRelayedAddress, c.address);
            if (StunMessage.TryParse(writer.Written, out var message) is not StunFault.None)
                return false;
            return message.TryGet(StunAttributes.MappedAddress, out var mapped) && mapped == c.address
                && message.TryGet(StunAttributes.XorMappedAddress, out var xored) && xored == c.address
                && message.TryGet(StunAttributes.XorRelayedAddress, out var relayed) && relayed == c.address;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_XORed_IPv6_address_depends_on_the_transaction()
    {
        var writer = new StunWriter(new byte[64], StunMethod.Binding, StunClass.SuccessResponse, RawMessage.Id);
        writer.Add(StunAttributes.XorMappedAddress, TransportAddress.FromIPv6(1, 2));
        var bytes = writer.Written.ToArray();
        bytes[19] ^= 1;
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);

        message.TryGet(StunAttributes.XorMappedAddress, out var address).ShouldBeTrue();
        address.ShouldBe(TransportAddress.FromIPv6(0, 2));
    }

    [Theory]
    [InlineData(0, 8)] // no family
    [InlineData(3, 8)] // an unknown one
    [InlineData(3, 20)]
    [InlineData(1, 20)] // IPv4, as long as IPv6
    [InlineData(2, 8)]
    [InlineData(1, 7)]
    [InlineData(1, 9)]
    [InlineData(1, 4)]
    [InlineData(0, 0)]
    public void A_value_that_is_no_address_is_malformed(byte family, int length)
    {
        var value = new byte[length];
        if (length > 1)
            value[1] = family;
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.XorPeerAddress, value)), out var message).ShouldBe(StunFault.None);

        message.Get(StunAttributes.XorPeerAddress, out _).ShouldBe(AttributePresence.Malformed);
    }

    [Fact]
    public void The_first_byte_is_ignored()
    {
        var bytes = RawMessage.Request(RawMessage.Attribute(StunAttributeType.MappedAddress, 0xEE, 1, 0, 80, 8, 8, 4, 4));
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);

        message.TryGet(StunAttributes.MappedAddress, out var address).ShouldBeTrue();
        address.ToString().ShouldBe("8.8.4.4:80");
    }

    [Fact]
    public void No_address_is_not_written()
    {
        foreach (var attribute in new[] { StunAttributes.MappedAddress, StunAttributes.XorMappedAddress, StunAttributes.XorPeerAddress })
            Should.Throw<ArgumentException>(() => new StunWriter(new byte[64], StunMethod.Binding, StunClass.SuccessResponse, RawMessage.Id).Add(attribute, default));
    }
}

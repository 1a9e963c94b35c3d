namespace PeerCall.Stun.Tests.Messages;

public class AttributeBoundsTests
{
    [Theory]
    [InlineData(0xFFFF)]
    [InlineData(0xFFFC)]
    [InlineData(9)]
    [InlineData(5)] // its padding would be beyond the end
    public void An_attribute_that_ends_beyond_the_message_is_refused(ushort length)
    {
        var attribute = RawMessage.Attribute(StunAttributeType.Username, 1, 2, 3, 4);
        attribute[2] = (byte)(length >> 8);
        attribute[3] = (byte)length;

        RawMessage.Parse(RawMessage.Request(attribute)).ShouldBe(StunFault.MalformedAttribute);
        RawMessage.Parse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.Software, 1), attribute)).ShouldBe(StunFault.MalformedAttribute);
    }

    [Theory]
    [InlineData(StunAttributeType.MessageIntegrity)]
    [InlineData(StunAttributeType.MessageIntegritySha256)]
    [InlineData(StunAttributeType.Fingerprint)]
    public void The_protecting_attributes_have_bounds_too(StunAttributeType type)
    {
        var attribute = RawMessage.Attribute(type);
        attribute[3] = 1;

        RawMessage.Parse(RawMessage.Request(attribute)).ShouldBe(StunFault.MalformedAttribute);
    }

    [Fact]
    public void A_message_without_the_last_padding_is_refused() =>
        RawMessage.Parse(RawMessage.WithLength(RawMessage.Request(RawMessage.Attribute(StunAttributeType.Username, 1))[..^3], 5)).ShouldBe(StunFault.LengthMismatch);

    [Fact]
    public void A_zero_length_attribute_is_an_empty_value()
    {
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.Username), RawMessage.Attribute(StunAttributeType.Realm, 1)), out var message)
            .ShouldBe(StunFault.None);

        message.TryGetBytes(StunAttributeType.Username, out var username).ShouldBeTrue();
        username.IsEmpty.ShouldBeTrue();
        message.TryGetBytes(StunAttributeType.Realm, out var realm).ShouldBeTrue();
        realm.Length.ShouldBe(1);
    }

    [Fact]
    public void Of_two_equal_attributes_the_first_counts()
    {
        var buffer = new byte[128];
        var writer = new StunWriter(buffer, StunMethod.Send, StunClass.Indication, RawMessage.Id);
        writer.Add(StunAttributes.XorPeerAddress, TransportAddress.FromIPv4(0x08080808, 1));
        writer.Add(StunAttributes.XorPeerAddress, TransportAddress.FromIPv4(0x7F000001, 2));
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);

        message.TryGet(StunAttributes.XorPeerAddress, out var peer).ShouldBeTrue();
        peer.ToString().ShouldBe("8.8.8.8:1");
    }

    [Fact]
    public void A_first_that_cannot_be_read_is_not_skipped_for_a_second_that_can()
    {
        var bytes = RawMessage.Request(RawMessage.Attribute(StunAttributeType.Lifetime, 1, 2), RawMessage.Attribute(StunAttributeType.Lifetime, 0, 0, 2, 88));
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);

        message.Get(StunAttributes.Lifetime, out _).ShouldBe(AttributePresence.Malformed);
    }

    [Fact]
    public void The_longest_message_is_read_and_walked()
    {
        var bytes = RawMessage.Request(RawMessage.Attribute(StunAttributeType.Data, new byte[65528]));
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);

        message.TryGetBytes(StunAttributeType.Data, out var data).ShouldBeTrue();
        data.Length.ShouldBe(65528);
        message.VerifyIntegrity("key"u8).ShouldBeFalse();
    }

    [Fact]
    public void Absent_malformed_and_present_are_told_apart()
    {
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.EvenPort, 0x80), RawMessage.Attribute(StunAttributeType.ChannelNumber, 0x40, 0)), out var message);

        message.Get(StunAttributes.EvenPort, out var reserve).ShouldBe(AttributePresence.Present);
        reserve.ShouldBeTrue();
        message.Get(StunAttributes.ChannelNumber, out _).ShouldBe(AttributePresence.Malformed);
        message.Get(StunAttributes.Lifetime, out _).ShouldBe(AttributePresence.Absent);
        message.Has(StunAttributeType.ChannelNumber).ShouldBeTrue();
        message.Has(StunAttributeType.Lifetime).ShouldBeFalse();
    }
}

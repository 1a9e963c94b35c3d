namespace PeerCall.Stun.Tests.Attributes;

public class ValueTests
{
    [Fact]
    public void Numbers_and_flags_survive_the_way_there_and_back()
    {
        var writer = new StunWriter(new byte[256], StunMethod.Allocate, StunClass.Request, RawMessage.Id);
        writer.Add(StunAttributes.Lifetime, uint.MaxValue);
        writer.Add(StunAttributes.ChannelNumber, (ushort)0x4FFF);
        writer.Add(StunAttributes.RequestedTransport, (byte)17);
        writer.Add(StunAttributes.RequestedAddressFamily, StunAddressFamily.IPv6);
        writer.Add(StunAttributes.AdditionalAddressFamily, StunAddressFamily.IPv6);
        writer.Add(StunAttributes.EvenPort, false);
        writer.Add(StunAttributes.ReservationToken, 0x0102030405060708ul);
        writer.Add(StunAttributes.IceControlling, ulong.MaxValue);
        writer.AddFlag(StunAttributeType.UseCandidate);
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);

        Value(message, StunAttributes.Lifetime).ShouldBe(uint.MaxValue);
        Value(message, StunAttributes.ChannelNumber).ShouldBe((ushort)0x4FFF);
        Value(message, StunAttributes.RequestedTransport).ShouldBe((byte)17);
        Value(message, StunAttributes.RequestedAddressFamily).ShouldBe(StunAddressFamily.IPv6);
        Value(message, StunAttributes.AdditionalAddressFamily).ShouldBe(StunAddressFamily.IPv6);
        Value(message, StunAttributes.EvenPort).ShouldBe(false);
        Value(message, StunAttributes.ReservationToken).ShouldBe(0x0102030405060708ul);
        Value(message, StunAttributes.IceControlling).ShouldBe(ulong.MaxValue);
        message.Has(StunAttributeType.UseCandidate).ShouldBeTrue();
        message.Has(StunAttributeType.DontFragment).ShouldBeFalse();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(438)]
    [InlineData(508)]
    [InlineData(699)]
    public void Errors_survive_the_way_there_and_back(int code)
    {
        var writer = new StunWriter(new byte[256], StunMethod.Allocate, StunClass.ErrorResponse, RawMessage.Id);
        writer.Add(StunAttributes.ErrorCode, new StunError(code, "Grund: zu groß"));
        writer.Add(StunAttributes.AddressErrorCode, new AddressError(StunAddressFamily.IPv6, new StunError(code, "")));
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);

        Value(message, StunAttributes.ErrorCode).ShouldBe(new StunError(code, "Grund: zu groß"));
        Value(message, StunAttributes.AddressErrorCode).ShouldBe(new AddressError(StunAddressFamily.IPv6, new StunError(code, "")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(299)]
    [InlineData(700)]
    public void A_number_that_is_no_error_is_not_written(int code) =>
        Should.Throw<ArgumentException>(() => new StunWriter(new byte[64], StunMethod.Allocate, StunClass.ErrorResponse, RawMessage.Id)
            .Add(StunAttributes.ErrorCode, new StunError(code, "")));

    [Fact]
    public void Reserved_bits_of_an_error_are_ignored_and_nonsense_is_malformed()
    {
        Error([0xFF, 0xFF, 0xFC, 1]).ShouldBe((AttributePresence.Present, 401));
        Error([0, 0, 2, 99]).ShouldBe((AttributePresence.Malformed, 0));
        Error([0, 0, 7, 0]).ShouldBe((AttributePresence.Malformed, 0));
        Error([0, 0, 4, 100]).ShouldBe((AttributePresence.Malformed, 0));
        Error([0, 0, 4]).ShouldBe((AttributePresence.Malformed, 0));
        Error([]).ShouldBe((AttributePresence.Malformed, 0));
    }

    [Fact]
    public void A_long_phrase_is_cut_between_characters()
    {
        var writer = new StunWriter(new byte[1024], StunMethod.Allocate, StunClass.ErrorResponse, RawMessage.Id);
        writer.Add(StunAttributes.ErrorCode, new StunError(400, new string('x', 126) + "😀 and more"));
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);

        Value(message, StunAttributes.ErrorCode).Reason.ShouldBe(new string('x', 126));
    }

    [Fact]
    public void A_phrase_that_is_no_UTF8_or_too_long_does_no_harm()
    {
        Error([0, 0, 4, 0, 0xC3, 0x28, 0xFF]).ShouldBe((AttributePresence.Present, 400));
        Error([0, 0, 4, 0, .. new byte[2000]]).ShouldBe((AttributePresence.Present, 400));
    }

    [Fact]
    public void What_must_be_understood_and_is_not_is_listed_once_each()
    {
        var bytes = RawMessage.Request(
            RawMessage.Attribute(StunAttributeType.Username, 1),
            RawMessage.Attribute(0x7F01, 1, 2, 3),
            RawMessage.Attribute(0x0002),
            RawMessage.Attribute(0x7F01),
            RawMessage.Attribute(0x8099, 1), // may be ignored
            RawMessage.Attribute((ushort)0x0000),
            RawMessage.Attribute(0x7FFF));
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);
        Span<ushort> unknown = stackalloc ushort[8];

        var count = message.UnknownAttributes(StunAttributeSet.Of(StunAttributeType.Username), unknown);
        unknown[..count].ToArray().ShouldBe([0x7F01, 0x0002, 0x0000, 0x7FFF]);
        message.UnknownAttributes(StunAttributeSet.Of(StunAttributeType.Username), unknown[..2]).ShouldBe(2);
        message.UnknownAttributes(StunAttributeSet.Of(), unknown).ShouldBe(5);
    }

    [Fact]
    public void Unknown_attributes_survive_the_way_there_and_back()
    {
        var writer = new StunWriter(new byte[64], StunMethod.Allocate, StunClass.ErrorResponse, RawMessage.Id);
        writer.AddUnknownAttributes([0x7F01, 0x0002, 0x001B]);
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);
        Span<ushort> types = stackalloc ushort[4];

        message.GetUnknownAttributes(types, out var count).ShouldBe(AttributePresence.Present);
        types[..count].ToArray().ShouldBe([0x7F01, 0x0002, 0x001B]);
        message.GetUnknownAttributes(types[..1], out count).ShouldBe(AttributePresence.Present);
        count.ShouldBe(1);

        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.UnknownAttributes, 1)), out message);
        message.GetUnknownAttributes(types, out _).ShouldBe(AttributePresence.Malformed);
        StunMessage.TryParse(RawMessage.Request(), out message);
        message.GetUnknownAttributes(types, out _).ShouldBe(AttributePresence.Absent);
    }

    private static T Value<T>(StunMessage message, StunAttribute<T> attribute)
    {
        message.Get(attribute, out var value).ShouldBe(AttributePresence.Present);
        return value;
    }

    private static (AttributePresence Presence, int Code) Error(byte[] value)
    {
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.ErrorCode, value)), out var message).ShouldBe(StunFault.None);
        return (message.Get(StunAttributes.ErrorCode, out var error), error.Code);
    }
}

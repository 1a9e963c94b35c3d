namespace PeerCall.Stun.Tests.Messages;

public class HeaderTests
{
    [Fact]
    public void A_header_alone_is_a_message()
    {
        StunMessage.TryParse(RawMessage.Request(), out var message).ShouldBe(StunFault.None);

        message.Method.ShouldBe(StunMethod.Binding);
        message.Attributes.MoveNext().ShouldBeFalse();
        message.HasIntegrity.ShouldBeFalse();
        message.HasFingerprint.ShouldBeFalse();
        message.VerifyIntegrity("key"u8).ShouldBeFalse();
        message.VerifyIntegritySha256("key"u8).ShouldBeFalse();
    }

    [Fact]
    public void Less_than_a_header_is_no_message()
    {
        for (var length = 0; length < StunHeader.Length; length++)
            RawMessage.Parse(RawMessage.Request()[..length]).ShouldBe(StunFault.TooShort);
    }

    [Theory]
    [InlineData(0x40)] // ChannelData
    [InlineData(0x80)] // RTP
    [InlineData(0xFF)]
    public void The_first_two_bits_are_zero(byte first)
    {
        var bytes = RawMessage.Request();
        bytes[0] = first;

        RawMessage.Parse(bytes).ShouldBe(StunFault.NotStun);
        StunHeader.IsStun(bytes).ShouldBeFalse();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(65532)]
    [InlineData(65535)]
    public void A_length_that_is_not_the_datagrams_is_refused(int length) =>
        RawMessage.Parse(RawMessage.WithLength(RawMessage.Request(), length)).ShouldBe(StunFault.LengthMismatch);

    [Fact]
    public void Bytes_behind_the_message_are_refused() =>
        RawMessage.Parse([.. RawMessage.Request(), 0, 0, 0, 0]).ShouldBe(StunFault.LengthMismatch);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_length_that_is_no_multiple_of_four_is_refused(int more) =>
        RawMessage.Parse(RawMessage.WithLength([.. RawMessage.Request(), .. new byte[more]], more)).ShouldBe(StunFault.LengthMismatch);

    [Fact]
    public void Another_cookie_is_refused()
    {
        var bytes = RawMessage.Request();
        bytes[7] ^= 1;

        RawMessage.Parse(bytes).ShouldBe(StunFault.WrongCookie);
        StunHeader.IsStun(bytes).ShouldBeFalse();
    }

    [Fact]
    public void Eight_bytes_tell_a_message_from_what_shares_its_port()
    {
        StunHeader.IsStun(RawMessage.Request().AsSpan(0, 8)).ShouldBeTrue();
        StunHeader.IsStun(RawMessage.Request().AsSpan(0, 7)).ShouldBeFalse();
        StunHeader.IsStun("GET / HTTP/1.1\r\n"u8).ShouldBeFalse();
        StunHeader.IsStun([0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC]).ShouldBeFalse(); // TLS
        StunHeader.IsStun([0x16, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0]).ShouldBeFalse(); // DTLS
    }

    [Fact]
    public void Every_message_type_survives_the_way_there_and_back()
    {
        for (var method = 0; method <= 0xFFF; method++)
        {
            foreach (var messageClass in Enum.GetValues<StunClass>())
            {
                var type = new StunMessageType((StunMethod)method, messageClass);
                type.ToBits().ShouldBeLessThan((ushort)0x4000);
                StunMessageType.FromBits(type.ToBits()).ShouldBe(type);
            }
        }
    }

    [Theory]
    [InlineData(StunMethod.Binding, StunClass.Request, 0x0001)]
    [InlineData(StunMethod.Binding, StunClass.Indication, 0x0011)]
    [InlineData(StunMethod.Binding, StunClass.SuccessResponse, 0x0101)]
    [InlineData(StunMethod.Binding, StunClass.ErrorResponse, 0x0111)]
    [InlineData(StunMethod.Allocate, StunClass.Request, 0x0003)]
    [InlineData(StunMethod.Allocate, StunClass.ErrorResponse, 0x0113)]
    [InlineData(StunMethod.Refresh, StunClass.SuccessResponse, 0x0104)]
    [InlineData(StunMethod.Send, StunClass.Indication, 0x0016)]
    [InlineData(StunMethod.Data, StunClass.Indication, 0x0017)]
    [InlineData(StunMethod.CreatePermission, StunClass.SuccessResponse, 0x0108)]
    [InlineData(StunMethod.ChannelBind, StunClass.ErrorResponse, 0x0119)]
    public void Message_types_are_those_of_the_registry(StunMethod method, StunClass messageClass, ushort bits)
    {
        new StunMessageType(method, messageClass).ToBits().ShouldBe(bits);
        var writer = new StunWriter(new byte[20], method, messageClass, RawMessage.Id);
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);
        message.Method.ShouldBe(method);
        message.Class.ShouldBe(messageClass);
        message.TransactionId.ShouldBe(RawMessage.Id);
    }

    [Fact]
    public void Transaction_ids_are_random_and_print_as_hexadecimal_digits()
    {
        TransactionId.Random().ShouldNotBe(TransactionId.Random());
        RawMessage.Id.ToString().ShouldBe("b7e7a701bc34d686fa87dfae");
    }
}

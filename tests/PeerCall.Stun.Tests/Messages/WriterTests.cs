namespace PeerCall.Stun.Tests.Messages;

public class WriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Padding_is_zero_whatever_was_in_the_buffer(int length)
    {
        var buffer = new byte[64];
        buffer.AsSpan().Fill(0xEE);
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, RawMessage.Id);
        writer.AddBytes(StunAttributeType.Software, new byte[length]);
        writer.Add(StunAttributes.EvenPort, true);
        writer.AddFlag(StunAttributeType.DontFragment);

        writer.Written.ToArray().ShouldBe(RawMessage.Request(
            RawMessage.Attribute(StunAttributeType.Software, new byte[length]),
            RawMessage.Attribute(StunAttributeType.EvenPort, 0x80),
            RawMessage.Attribute(StunAttributeType.DontFragment)));
    }

    [Fact]
    public void Reserved_bytes_are_zero_too()
    {
        var buffer = new byte[128];
        buffer.AsSpan().Fill(0xEE);
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, RawMessage.Id);
        writer.Add(StunAttributes.ChannelNumber, (ushort)0x4001);
        writer.Add(StunAttributes.RequestedTransport, (byte)17);
        writer.Add(StunAttributes.ErrorCode, new StunError(438, "?"));
        writer.Add(StunAttributes.MappedAddress, TransportAddress.FromIPv4(0x01020304, 5));

        writer.Written.ToArray().ShouldBe(RawMessage.Request(
            RawMessage.Attribute(StunAttributeType.ChannelNumber, 0x40, 1, 0, 0),
            RawMessage.Attribute(StunAttributeType.RequestedTransport, 17, 0, 0, 0),
            RawMessage.Attribute(StunAttributeType.ErrorCode, 0, 0, 4, 38, (byte)'?'),
            RawMessage.Attribute(StunAttributeType.MappedAddress, 0, 1, 0, 5, 1, 2, 3, 4)));
    }

    [Fact]
    public void The_length_is_right_after_every_attribute()
    {
        var writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.Request, RawMessage.Id);
        StunMessage.TryParse(writer.Written, out _).ShouldBe(StunFault.None);
        writer.AddBytes(StunAttributeType.Username, "abc"u8);
        StunMessage.TryParse(writer.Written, out _).ShouldBe(StunFault.None);
        writer.AddIntegrity("key"u8);
        StunMessage.TryParse(writer.Written, out _).ShouldBe(StunFault.None);
        writer.AddIntegritySha256("key"u8);
        StunMessage.TryParse(writer.Written, out _).ShouldBe(StunFault.None);
        writer.AddFingerprint();
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);
        message.VerifyIntegrity("key"u8).ShouldBeTrue();
        message.VerifyIntegritySha256("key"u8).ShouldBeTrue();
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_the_callers_mistake_at_every_size()
    {
        for (var size = 0; size < 152; size++)
        {
            var buffer = new byte[size];
            Should.Throw<ArgumentException>(() => WriteOneOfEach(buffer), $"{size} bytes");
        }
        WriteOneOfEach(new byte[152]).ShouldBe(152);
    }

    [Fact]
    public void What_was_written_before_the_room_ended_stays_valid()
    {
        var buffer = new byte[48];
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, RawMessage.Id);
        writer.AddBytes(StunAttributeType.Username, "0123456789"u8);
        try
        {
            writer.AddIntegrity("key"u8);
            Assert.Fail("There was no room.");
        }
        catch (ArgumentException)
        {
            StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);
            message.Has(StunAttributeType.Username).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_message_longer_than_its_header_can_say_is_not_written()
    {
        Should.Throw<ArgumentException>(() => new StunWriter(new byte[80000], StunMethod.Data, StunClass.Indication, RawMessage.Id)
            .AddBytes(StunAttributeType.Data, new byte[65529]));
        Should.Throw<ArgumentException>(() => new StunWriter(new byte[80000], StunMethod.Data, StunClass.Indication, RawMessage.Id)
            .AddBytes(StunAttributeType.Data, new byte[70000]));
        Should.NotThrow(() => new StunWriter(new byte[80000], StunMethod.Data, StunClass.Indication, RawMessage.Id)
            .AddBytes(StunAttributeType.Data, new byte[65528]));
    }

    private static int WriteOneOfEach(byte[] buffer)
    {
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, RawMessage.Id);
        writer.Add(StunAttributes.XorMappedAddress, TransportAddress.FromIPv4(1, 2));
        writer.Add(StunAttributes.ErrorCode, new StunError(400, ""));
        writer.AddPasswordAlgorithms(PasswordAlgorithm.Md5);
        writer.AddUnknownAttributes([0x7F00, 0x7F01]);
        writer.Add(StunAttributes.ReservationToken, 7ul);
        writer.Add(StunAttributes.Lifetime, 600u);
        writer.Add(StunAttributes.EvenPort, true);
        writer.AddIntegrity("key"u8);
        writer.AddIntegritySha256("key"u8);
        writer.AddFingerprint();
        return writer.Length;
    }
}

using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Tests.Framing;

public sealed class ChannelDataTests
{
    [Theory]
    [InlineData(0x3FFF, false)]
    [InlineData(0x4000, true)]
    [InlineData(0x4FFF, true)]
    [InlineData(0x5000, false)]
    [InlineData(0x7FFF, false)]
    public void Channels_have_numbers_of_one_range(int number, bool isOne) => ChannelData.IsChannel(number).ShouldBe(isOne);

    [Fact]
    public void What_is_written_is_read()
    {
        byte[] message = [0, 0, 0, 0, 1, 2, 3];
        ChannelData.WriteHeader(message, 0x4ABC, 3);

        ChannelData.TryRead(message, out var channel, out var data).ShouldBeTrue();
        channel.ShouldBe((ushort)0x4ABC);
        data.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Bytes_behind_the_data_are_padding()
    {
        ChannelData.TryRead([0x40, 0, 0, 1, 9, 0, 0, 0], out _, out var data).ShouldBeTrue();
        data.ToArray().ShouldBe([9]);
    }

    [Fact]
    public void A_message_may_carry_nothing()
    {
        ChannelData.TryRead([0x4F, 0xFF, 0, 0], out var channel, out var data).ShouldBeTrue();
        channel.ShouldBe(ChannelData.LastChannel);
        data.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x40, 0, 0 })]
    [InlineData(new byte[] { 0x40, 0, 0, 1 })]
    [InlineData(new byte[] { 0x40, 0, 0xFF, 0xFF, 1, 2, 3 })]
    [InlineData(new byte[] { 0x3F, 0xFF, 0, 0 })]
    [InlineData(new byte[] { 0x50, 0, 0, 0 })]
    public void What_is_longer_than_its_datagram_or_has_another_number_is_none(byte[] message) =>
        ChannelData.TryRead(message, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 3)]
    [InlineData(6, 2)]
    [InlineData(7, 1)]
    [InlineData(8, 0)]
    public void A_stream_is_padded_to_four_bytes(int length, int padding) => ChannelData.Padding(length).ShouldBe(padding);

    [Fact]
    public void Misuse_is_noticed()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ChannelData.WriteHeader(new byte[4], 0x5000, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => ChannelData.WriteHeader(new byte[4], 0x4000, 65536));
        Should.Throw<ArgumentOutOfRangeException>(() => ChannelData.WriteHeader(new byte[4], 0x4000, -1));
    }
}

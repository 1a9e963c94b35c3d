namespace PeerCall.Stun.Tests.Integrity;

public class FingerprintTests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("abc", 0x352441C2u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void It_is_the_CRC_of_V42_and_the_letters_STUN(string text, uint crc) =>
        Fingerprint.Of(System.Text.Encoding.ASCII.GetBytes(text)).ShouldBe(crc ^ 0x5354554E);

    [Fact]
    public void Every_length_goes_through_the_same_polynomial()
    {
        var bytes = Enumerable.Range(0, 67).Select(i => (byte)((i * 41) + 7)).ToArray();
        for (var length = 0; length <= bytes.Length; length++)
            (Fingerprint.Of(bytes.AsSpan(0, length)) ^ 0x5354554E).ShouldBe(BitByBit(bytes.AsSpan(0, length)));
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}

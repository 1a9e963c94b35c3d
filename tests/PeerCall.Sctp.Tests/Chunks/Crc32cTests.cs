namespace PeerCall.Sctp.Tests;

public sealed class Crc32cTests
{
    [Fact]
    public void It_gives_the_published_values()
    {
        // RFC 3720 Appendix B.4.
        Crc32c.Compute(new byte[32]).ShouldBe(0x8A9136AAu);
        Crc32c.Compute(Enumerable.Repeat((byte)0xFF, 32).ToArray()).ShouldBe(0x62A8AB43u);
        Crc32c.Compute(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()).ShouldBe(0x46DD794Eu);
        Crc32c.Compute("123456789"u8).ShouldBe(0xE3069283u);
    }

    [Fact]
    public void Whole_and_in_pieces_are_the_same_at_every_length()
    {
        var data = new byte[3000];
        new Random(1).NextBytes(data);
        for (var length = 0; length < data.Length; length += 13)
        {
            var crc = Crc32c.Seed;
            foreach (var value in data.AsSpan(0, length))
                crc = Crc32c.Append(crc, [value]);
            Crc32c.Compute(data.AsSpan(0, length)).ShouldBe(~crc);
        }
    }
}

using System.Security.Cryptography;

namespace PeerCall.Stun.Tests.Integrity;

public class IntegritySha256Tests
{
    private static readonly byte[] Key = CredentialKey.LongTerm("alice", "example.org", "secret", PasswordAlgorithm.Sha256);

    [Theory]
    [InlineData(16, true)]
    [InlineData(20, true)]
    [InlineData(24, true)]
    [InlineData(28, true)]
    [InlineData(32, true)]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(12, false)]
    [InlineData(15, false)]
    [InlineData(18, false)]
    [InlineData(36, false)]
    public void It_may_be_truncated_to_16_bytes_and_no_further(int length, bool valid)
    {
        StunMessage.TryParse(Truncated(length), out var message).ShouldBe(StunFault.None);

        message.HasIntegritySha256.ShouldBeTrue();
        message.VerifyIntegritySha256(Key).ShouldBe(valid);
        message.VerifyIntegritySha256("another key"u8).ShouldBeFalse();
        message.VerifyIntegrity(Key).ShouldBeFalse();
    }

    [Theory]
    [InlineData(16)]
    [InlineData(28)]
    public void What_was_not_truncated_by_the_sender_cannot_be_truncated_on_the_way(int length)
    {
        var writer = new StunWriter(new byte[128], StunMethod.Allocate, StunClass.Request, RawMessage.Id);
        writer.AddIntegritySha256(Key);
        var shorter = RawMessage.Attribute(StunAttributeType.MessageIntegritySha256, writer.Written.Slice(24, length).ToArray());
        StunMessage.TryParse(RawMessage.OfType(0x0003, shorter), out var message).ShouldBe(StunFault.None);

        message.VerifyIntegritySha256(Key).ShouldBeFalse();
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Every_flipped_bit_is_refused(int length)
    {
        var bytes = Truncated(length);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            (StunMessage.TryParse(bytes, out var message) is StunFault.None && message.VerifyIntegritySha256(Key)).ShouldBeFalse($"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void It_covers_a_MESSAGE_INTEGRITY_before_it()
    {
        var bytes = Fixtures.Read("corpus/allocate-request-both-integrities");
        // The last byte of MESSAGE-INTEGRITY: MESSAGE-INTEGRITY-SHA256 has 36 bytes, FINGERPRINT, which has to go, 8.
        bytes[^(8 + 36 + 1)] ^= 1;
        bytes = bytes[..^8];
        StunMessage.TryParse(RawMessage.WithLength(bytes, bytes.Length - StunHeader.Length), out var message).ShouldBe(StunFault.None);
        var key = CredentialKey.LongTerm("alice", "example.org", "secret");

        message.VerifyIntegrity(key).ShouldBeFalse();
        message.VerifyIntegritySha256(key).ShouldBeFalse();
    }

    [Fact]
    public void A_key_may_be_empty_and_a_message_long()
    {
        var writer = new StunWriter(new byte[4096], StunMethod.Allocate, StunClass.Request, RawMessage.Id);
        writer.AddBytes(StunAttributeType.Data, new byte[3000]);
        writer.AddIntegrity([]);
        writer.AddIntegritySha256([]);
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);

        message.VerifyIntegrity([]).ShouldBeTrue();
        message.VerifyIntegritySha256([]).ShouldBeTrue();
        message.VerifyIntegrity([0xFF]).ShouldBeFalse();
    }

    /// <summary>An Allocate request whose sender truncated the HMAC, computed without the writer.</summary>
    private static byte[] Truncated(int length)
    {
        var before = RawMessage.OfType(0x0003, RawMessage.Attribute(StunAttributeType.Username, 97, 108, 105));
        var padded = (length + 3) & ~3;
        var mac = HMACSHA256.HashData(Key, RawMessage.WithLength([.. before], before.Length - StunHeader.Length + 4 + padded));
        return RawMessage.Append(before, RawMessage.Attribute(StunAttributeType.MessageIntegritySha256, [.. mac.Concat(new byte[8]).Take(length)]));
    }
}

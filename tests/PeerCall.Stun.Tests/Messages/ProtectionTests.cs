namespace PeerCall.Stun.Tests.Messages;

/// <summary>What stands behind MESSAGE-INTEGRITY, and FINGERPRINT, which ends a message.</summary>
public class ProtectionTests
{
    private static readonly byte[] Key = CredentialKey.LongTerm("alice", "example.org", "secret");

    public static TheoryData<StunAttributeType, byte[]> Appended => new()
    {
        { StunAttributeType.Lifetime, [0, 0, 0, 0] },
        { StunAttributeType.XorPeerAddress, [0, 1, 0, 0, 0, 0, 0, 0] },
        { StunAttributeType.ChannelNumber, [0x40, 0, 0, 0] },
        { StunAttributeType.EvenPort, [0x80] },
        { StunAttributeType.Username, [65] },
        { StunAttributeType.MessageIntegrity, new byte[20] },
        { (StunAttributeType)0x802F, [1, 2, 3, 4] }, // ORIGIN
        { (StunAttributeType)0x7F01, [] }, // must be understood, is not
    };

    [Theory]
    [MemberData(nameof(Appended))]
    public void What_is_appended_behind_the_integrity_does_not_exist(StunAttributeType type, byte[] value)
    {
        var bytes = RawMessage.Append(Protected(sha256: false), RawMessage.Attribute(type, value));
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);

        message.VerifyIntegrity(Key).ShouldBeTrue();
        message.Has(type).ShouldBe(type is StunAttributeType.Username);
        message.TryGetBytes(StunAttributeType.Username, out var username).ShouldBeTrue();
        username.SequenceEqual("alice"u8).ShouldBeTrue();
        message.UnknownAttributes(StunAttributeSet.Of(StunAttributeType.Username), stackalloc ushort[4]).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Appended))]
    public void Nothing_counts_behind_the_SHA256_integrity_either(StunAttributeType type, byte[] value)
    {
        var bytes = RawMessage.Append(Protected(sha256: true), RawMessage.Attribute(type, value));
        StunMessage.TryParse(bytes, out var message).ShouldBe(StunFault.None);

        message.VerifyIntegritySha256(Key).ShouldBeTrue();
        message.HasIntegrity.ShouldBeFalse();
        message.Has(type).ShouldBe(type is StunAttributeType.Username);
    }

    [Fact]
    public void Both_integrities_and_the_fingerprint_are_found_and_right()
    {
        StunMessage.TryParse(Fixtures.Read("corpus/allocate-request-both-integrities"), out var message).ShouldBe(StunFault.None);

        message.VerifyIntegrity(Key).ShouldBeTrue();
        message.VerifyIntegritySha256(Key).ShouldBeTrue();
        message.HasFingerprint.ShouldBeTrue();
        message.Has(StunAttributeType.MessageIntegritySha256).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(24)]
    public void An_integrity_of_another_length_is_wrong(int length)
    {
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.MessageIntegrity, new byte[length])), out var message).ShouldBe(StunFault.None);

        message.HasIntegrity.ShouldBeTrue();
        message.VerifyIntegrity(Key).ShouldBeFalse();
    }

    [Fact]
    public void A_second_integrity_does_not_replace_a_wrong_first()
    {
        var forged = RawMessage.Request(RawMessage.Attribute(StunAttributeType.Username, 65), RawMessage.Attribute(StunAttributeType.MessageIntegrity, new byte[20]));
        StunMessage.TryParse(RawMessage.Append(forged, Protected(sha256: false)[^24..]), out var message).ShouldBe(StunFault.None);

        message.VerifyIntegrity(Key).ShouldBeFalse();
    }

    [Fact]
    public void A_fingerprint_that_is_not_last_is_refused()
    {
        var writer = new StunWriter(new byte[128], StunMethod.Binding, StunClass.Request, RawMessage.Id);
        writer.AddFingerprint();
        var bytes = writer.Written.ToArray();

        RawMessage.Parse(bytes).ShouldBe(StunFault.None);
        RawMessage.Parse(RawMessage.Append(bytes, RawMessage.Attribute(StunAttributeType.Software, 1))).ShouldBe(StunFault.MisplacedFingerprint);
        RawMessage.Parse(RawMessage.Append(bytes, bytes[20..])).ShouldBe(StunFault.MisplacedFingerprint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_fingerprint_of_another_length_is_refused(int length) =>
        RawMessage.Parse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.Fingerprint, new byte[length]))).ShouldBe(StunFault.MisplacedFingerprint);

    [Fact]
    public void A_wrong_fingerprint_is_refused() =>
        RawMessage.Parse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.Fingerprint, 1, 2, 3, 4))).ShouldBe(StunFault.WrongFingerprint);

    [Fact]
    public void Messages_of_another_implementation_verify()
    {
        int protectedMessages = 0, fingerprints = 0;
        foreach (var name in Fixtures.Corpus().Where(n => n.Contains("-v4", StringComparison.Ordinal) || n.Contains("-v6", StringComparison.Ordinal)))
        {
            StunMessage.TryParse(Fixtures.Read(name), out var message).ShouldBe(StunFault.None, name);
            fingerprints += message.HasFingerprint ? 1 : 0;
            if (!message.HasIntegrity)
                continue;
            message.VerifyIntegrity(Key).ShouldBeTrue(name);
            protectedMessages++;
        }
        protectedMessages.ShouldBeGreaterThan(15);
        fingerprints.ShouldBeGreaterThan(15);
    }

    private static byte[] Protected(bool sha256)
    {
        var writer = new StunWriter(new byte[128], StunMethod.Refresh, StunClass.Request, RawMessage.Id);
        writer.AddBytes(StunAttributeType.Username, "alice"u8);
        if (sha256)
            writer.AddIntegritySha256(Key);
        else
            writer.AddIntegrity(Key);
        return writer.Written.ToArray();
    }
}

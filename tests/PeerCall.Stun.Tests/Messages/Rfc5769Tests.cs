namespace PeerCall.Stun.Tests.Messages;

/// <summary>
/// The published vectors. Those of RFC 5769 §2.1 to §2.3 pad with spaces where PeerCall pads with zeros: to get their very bytes, the test
/// puts the spaces into the writer's buffer before the integrity is computed over them.
/// </summary>
public class Rfc5769Tests
{
    private const string Matrix = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
    private static readonly byte[] ShortTermKey = CredentialKey.ShortTerm("VOkJxbRl1RmTxUk/WvJxBt");
    private static readonly byte[] LongTermKey = CredentialKey.LongTerm(Matrix, "example.org", "TheMatrIX");
    private static readonly TransactionId Id = new(0xB7E7A701, 0xBC34D686FA87DFAE);

    [Fact]
    public void The_short_term_request_is_read()
    {
        StunMessage.TryParse(Fixtures.Read("rfc5769-2.1-request"), out var message).ShouldBe(StunFault.None);

        message.Type.ShouldBe(new StunMessageType(StunMethod.Binding, StunClass.Request));
        message.TransactionId.ShouldBe(Id);
        Text(message, StunAttributeType.Software).ShouldBe("STUN test client");
        Text(message, StunAttributeType.Username).ShouldBe("evtj:h6vY");
        message.TryGet(StunAttributes.Priority, out var priority).ShouldBeTrue();
        priority.ShouldBe(0x6E0001FFu);
        message.TryGet(StunAttributes.IceControlled, out var tieBreaker).ShouldBeTrue();
        tieBreaker.ShouldBe(0x932FF9B151263B36ul);
        message.HasFingerprint.ShouldBeTrue();
        message.VerifyIntegrity(ShortTermKey).ShouldBeTrue();
        message.VerifyIntegrity(CredentialKey.ShortTerm("VOkJxbRl1RmTxUk/WvJxBu")).ShouldBeFalse();
        message.VerifyIntegritySha256(ShortTermKey).ShouldBeFalse();
    }

    [Theory]
    [InlineData("rfc5769-2.2-ipv4-response", "192.0.2.1:32853")]
    [InlineData("rfc5769-2.3-ipv6-response", "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void The_responses_are_read(string fixture, string mapped)
    {
        StunMessage.TryParse(Fixtures.Read(fixture), out var message).ShouldBe(StunFault.None);

        message.Type.ShouldBe(new StunMessageType(StunMethod.Binding, StunClass.SuccessResponse));
        message.TransactionId.ShouldBe(Id);
        Text(message, StunAttributeType.Software).ShouldBe("test vector");
        message.TryGet(StunAttributes.XorMappedAddress, out var address).ShouldBeTrue();
        address.ToString().ShouldBe(mapped);
        message.HasFingerprint.ShouldBeTrue();
        message.VerifyIntegrity(ShortTermKey).ShouldBeTrue();
    }

    [Fact]
    public void The_long_term_request_is_read()
    {
        StunMessage.TryParse(Fixtures.Read("rfc5769-2.4-long-term-request"), out var message).ShouldBe(StunFault.None);

        Text(message, StunAttributeType.Username).ShouldBe(Matrix);
        Text(message, StunAttributeType.Realm).ShouldBe("example.org");
        Text(message, StunAttributeType.Nonce).ShouldBe("f//499k954d6OL34oL9FSTvy64sA");
        message.HasFingerprint.ShouldBeFalse();
        message.VerifyIntegrity(LongTermKey).ShouldBeTrue();
    }

    [Fact]
    public void The_request_of_RFC_8489_with_USERHASH_and_SHA256_is_read()
    {
        StunMessage.TryParse(Fixtures.Read("rfc8489-b.1-request"), out var message).ShouldBe(StunFault.None);

        message.TryGetBytes(StunAttributeType.Userhash, out var hash).ShouldBeTrue();
        hash.SequenceEqual(CredentialKey.Userhash(Matrix, "example.org")).ShouldBeTrue();
        message.TryGet(StunAttributes.PasswordAlgorithm, out var algorithm).ShouldBeTrue();
        algorithm.ShouldBe(PasswordAlgorithm.Sha256);
        message.TryGetBytes(StunAttributeType.Nonce, out var nonce).ShouldBeTrue();
        NonceCookie.TryRead(nonce, out var cookie).ShouldBeTrue();
        cookie.Features.ShouldBe(StunSecurityFeatures.UsernameAnonymity);
        message.HasIntegrity.ShouldBeFalse();
        message.VerifyIntegritySha256(CredentialKey.LongTerm(Matrix, "example.org", "TheMatrIX", PasswordAlgorithm.Sha256)).ShouldBeTrue();
        message.VerifyIntegritySha256(LongTermKey).ShouldBeFalse();
    }

    [Fact]
    public void The_short_term_request_is_written_byte_for_byte()
    {
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.Request, Id);
        writer.AddBytes(StunAttributeType.Software, "STUN test client"u8);
        writer.Add(StunAttributes.Priority, 0x6E0001FFu);
        writer.Add(StunAttributes.IceControlled, 0x932FF9B151263B36ul);
        writer.AddBytes(StunAttributeType.Username, "evtj:h6vY"u8);
        PadWithSpaces(buffer, writer.Length, 3);
        writer.AddIntegrity(ShortTermKey);
        writer.AddFingerprint();

        writer.Written.ToArray().ShouldBe(Fixtures.Read("rfc5769-2.1-request"));
    }

    [Theory]
    [InlineData("rfc5769-2.2-ipv4-response", "192.0.2.1:32853")]
    [InlineData("rfc5769-2.3-ipv6-response", "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void The_responses_are_written_byte_for_byte(string fixture, string mapped)
    {
        TransportAddress.TryParse(mapped, out var address).ShouldBeTrue();
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunMethod.Binding, StunClass.SuccessResponse, Id);
        writer.AddBytes(StunAttributeType.Software, "test vector"u8);
        PadWithSpaces(buffer, writer.Length, 1);
        writer.Add(StunAttributes.XorMappedAddress, address);
        writer.AddIntegrity(ShortTermKey);
        writer.AddFingerprint();

        writer.Written.ToArray().ShouldBe(Fixtures.Read(fixture));
    }

    [Fact]
    public void The_long_term_requests_are_written_byte_for_byte()
    {
        var id = new TransactionId(0x78AD3433, 0xC6AD72C029DA412E);
        var writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.Request, id);
        writer.AddBytes(StunAttributeType.Username, System.Text.Encoding.UTF8.GetBytes(Matrix));
        writer.AddBytes(StunAttributeType.Nonce, "f//499k954d6OL34oL9FSTvy64sA"u8);
        writer.AddBytes(StunAttributeType.Realm, "example.org"u8);
        writer.AddIntegrity(LongTermKey);
        writer.Written.ToArray().ShouldBe(Fixtures.Read("rfc5769-2.4-long-term-request"));

        writer = new StunWriter(new byte[256], StunMethod.Binding, StunClass.Request, id);
        writer.AddBytes(StunAttributeType.Userhash, CredentialKey.Userhash(Matrix, "example.org"));
        writer.AddBytes(StunAttributeType.Nonce, "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA"u8);
        writer.AddBytes(StunAttributeType.Realm, "example.org"u8);
        writer.Add(StunAttributes.PasswordAlgorithm, PasswordAlgorithm.Sha256);
        writer.AddIntegritySha256(CredentialKey.LongTerm(Matrix, "example.org", "TheMatrIX", PasswordAlgorithm.Sha256));
        writer.Written.ToArray().ShouldBe(Fixtures.Read("rfc8489-b.1-request"));
    }

    public static TheoryData<string> Vectors => [.. Fixtures.Vectors()];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_flipped_bit_is_refused(string vector)
    {
        var bytes = Fixtures.Read(vector);
        IsProtected(vector, bytes).ShouldBeTrue();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            IsProtected(vector, bytes).ShouldBeFalse($"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_truncation_is_refused(string vector)
    {
        var bytes = Fixtures.Read(vector);
        for (var length = 0; length < bytes.Length; length++)
        {
            RawMessage.Parse(bytes[..length]).ShouldNotBe(StunFault.None, $"{length} bytes");
            if (length >= StunHeader.Length)
                IsProtected(vector, RawMessage.WithLength(bytes[..length], length - StunHeader.Length)).ShouldBeFalse($"{length} bytes, header adjusted");
        }
    }

    /// <summary>Whether a receiver that asks for what this vector has would take the bytes; ICE, for one, insists on FINGERPRINT (RFC 8445 §7.1.1).</summary>
    private static bool IsProtected(string vector, byte[] bytes)
    {
        if (StunMessage.TryParse(bytes, out var message) is not StunFault.None)
            return false;
        return vector switch
        {
            "rfc5769-2.4-long-term-request" => message.VerifyIntegrity(LongTermKey),
            "rfc8489-b.1-request" => message.VerifyIntegritySha256(CredentialKey.LongTerm(Matrix, "example.org", "TheMatrIX", PasswordAlgorithm.Sha256)),
            _ => message.HasFingerprint && message.VerifyIntegrity(ShortTermKey),
        };
    }

    private static void PadWithSpaces(byte[] buffer, int end, int count) => buffer.AsSpan(end - count, count).Fill((byte)' ');

    private static string Text(StunMessage message, StunAttributeType type) =>
        message.TryGetBytes(type, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : "absent";
}

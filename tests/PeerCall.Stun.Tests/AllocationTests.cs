using PeerCall.Measuring;

namespace PeerCall.Stun.Tests;

/// <summary>Nothing on a packet's path costs a heap allocation once warm.</summary>
public class AllocationTests
{
    private const int Rounds = 2000;
    private static readonly byte[] Key = CredentialKey.LongTerm("alice", "example.org", "secret");
    private static readonly byte[] Key256 = CredentialKey.LongTerm("alice", "example.org", "secret", PasswordAlgorithm.Sha256);
    private static readonly StunAttributeSet Understood = StunAttributeSet.Of(StunAttributeType.Username, StunAttributeType.XorPeerAddress);

    [Fact]
    public void Reading_verifying_and_writing_allocates_nothing()
    {
        var request = Request();
        var buffer = new byte[512];
        for (var i = 0; i < Rounds; i++)
            Answer(request, buffer);

        var written = 0;
        var allocated = AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < Rounds; i++)
                written += Answer(request, buffer);
        });

        written.ShouldBeGreaterThan(0);
        allocated.ShouldBe(0);
    }

    private static byte[] Request()
    {
        var writer = new StunWriter(new byte[512], StunMethod.CreatePermission, StunClass.Request, RawMessage.Id);
        writer.Add(StunAttributes.XorPeerAddress, TransportAddress.FromIPv4(0x08080808, 9));
        writer.Add(StunAttributes.XorPeerAddress, TransportAddress.FromIPv6(UInt128.One << 125, 9));
        writer.AddBytes(StunAttributeType.Username, "alice"u8);
        writer.AddPasswordAlgorithms(PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5);
        writer.AddBytes((StunAttributeType)0x7F01, "?"u8);
        writer.AddIntegrity(Key);
        writer.AddIntegritySha256(Key256);
        writer.AddFingerprint();
        return writer.Written.ToArray();
    }

    private static int Answer(byte[] request, byte[] buffer)
    {
        if (StunMessage.TryParse(request, out var message) is not StunFault.None || !message.VerifyIntegrity(Key) || !message.VerifyIntegritySha256(Key256))
            return 0;
        Span<ushort> unknown = stackalloc ushort[4];
        var count = message.UnknownAttributes(Understood, unknown);
        message.TryGet(StunAttributes.XorPeerAddress, out var peer);
        message.GetPasswordAlgorithms(out var algorithms);
        var writer = new StunWriter(buffer, message.Method, StunClass.ErrorResponse, message.TransactionId);
        writer.Add(StunAttributes.ErrorCode, StunErrors.UnknownAttribute);
        writer.AddUnknownAttributes(unknown[..count]);
        writer.AddBytes(StunAttributeType.PasswordAlgorithms, algorithms.Bytes);
        writer.Add(StunAttributes.XorMappedAddress, peer);
        Span<byte> nonce = stackalloc byte[NonceCookie.Length];
        new NonceCookie(StunSecurityFeatures.PasswordAlgorithms).Write(nonce);
        writer.AddBytes(StunAttributeType.Nonce, nonce);
        writer.AddIntegrity(Key);
        writer.AddIntegritySha256(Key256);
        writer.AddFingerprint();
        return writer.Length;
    }
}

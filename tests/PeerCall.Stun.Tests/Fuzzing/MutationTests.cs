using PeerCall.Tests.Fuzzing;

namespace PeerCall.Stun.Tests.Fuzzing;

/// <summary>
/// Mutants of the kept corpus: no input makes the parser throw or read on for ever, and what it accepts can be walked within its bounds, twice with
/// the same result. A failure names the seed and the bytes; they belong into tests/Fixtures/stun/corpus from then on.
/// </summary>
public class MutationTests
{
    private const int Seed = 8489;
    private static readonly byte[] Key = CredentialKey.LongTerm("alice", "example.org", "secret");
    private static readonly StunAttributeSet Understood = StunAttributeSet.Of(StunAttributeType.Username);
    private static readonly byte[][] Corpus = [.. Fixtures.Corpus().Concat(Fixtures.Vectors()).Select(Fixtures.Read)];

    [Fact]
    public void The_corpus_itself_is_accepted()
    {
        Corpus.Length.ShouldBeGreaterThan(30);
        foreach (var message in Corpus)
            Examine(message).ShouldBeTrue();
    }

    [Fact]
    public void Mutants_do_no_harm() => Run(Seed, 60_000);

    [Fact]
    [Trait("Category", "Soak")]
    [Trait("Category", "Fuzz")]
    public void Mutants_do_no_harm_for_long() => LongFuzzing.Run(static seed => Run(seed, 50_000));

    private static void Run(int seed, int count)
    {
        var mutator = new Mutator(seed, Corpus);
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            var mutant = mutator.Next();
            try
            {
                if (Examine(mutant))
                    accepted++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, mutant {i}: {Convert.ToHexString(mutant)}", e);
            }
        }
        // Mutants that all die at the first check would test nothing.
        accepted.ShouldBeGreaterThan(count / 20);
        accepted.ShouldBeLessThan(count);
    }

    /// <summary>Uses everything that a receiver uses; returns whether the bytes were accepted.</summary>
    private static bool Examine(byte[] bytes)
    {
        var fault = StunMessage.TryParse(bytes, out var message);
        if (fault is not StunFault.None)
            return false;
        message.Bytes.Length.ShouldBe(bytes.Length);
        Walk(message).ShouldBe(Walk(message));

        message.VerifyIntegrity(Key);
        message.VerifyIntegritySha256(Key);
        Span<ushort> types = stackalloc ushort[16];
        message.UnknownAttributes(Understood, types).ShouldBeLessThanOrEqualTo(16);
        message.GetUnknownAttributes(types, out _);
        if (message.GetPasswordAlgorithms(out var algorithms) is AttributePresence.Present)
            algorithms.FirstKnown();
        if (message.TryGetBytes(StunAttributeType.Nonce, out var nonce))
            NonceCookie.TryRead(nonce, out _);
        Read(message, StunAttributes.MappedAddress);
        Read(message, StunAttributes.XorMappedAddress);
        Read(message, StunAttributes.XorPeerAddress);
        Read(message, StunAttributes.XorRelayedAddress);
        Read(message, StunAttributes.AlternateServer);
        Read(message, StunAttributes.ErrorCode);
        Read(message, StunAttributes.AddressErrorCode);
        Read(message, StunAttributes.Lifetime);
        Read(message, StunAttributes.ChannelNumber);
        Read(message, StunAttributes.RequestedTransport);
        Read(message, StunAttributes.RequestedAddressFamily);
        Read(message, StunAttributes.EvenPort);
        Read(message, StunAttributes.ReservationToken);
        Read(message, StunAttributes.PasswordAlgorithm);
        Read(message, StunAttributes.IceControlling);
        return true;
    }

    private static void Read<T>(StunMessage message, StunAttribute<T> attribute)
    {
        var presence = message.Get(attribute, out _);
        (presence is AttributePresence.Absent).ShouldBe(!message.Has(attribute.Type));
    }

    /// <summary>Attributes and the bytes they take; each lies inside the message and behind the one before.</summary>
    private static (int Count, int Bytes) Walk(StunMessage message)
    {
        var count = 0;
        var end = StunHeader.Length;
        foreach (var attribute in message.Attributes)
        {
            message.Bytes.Overlaps(attribute.Value, out var offset);
            if (!attribute.Value.IsEmpty && offset != end + 4)
                throw new InvalidOperationException($"Attribute {count} lies at {offset}, not at {end + 4}.");
            end += 4 + ((attribute.Value.Length + 3) & ~3);
            count++;
            if (end > message.Bytes.Length)
                throw new InvalidOperationException($"Attribute {count} ends at {end}.");
        }
        return (count, end);
    }
}

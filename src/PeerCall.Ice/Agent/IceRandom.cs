using System.Buffers.Binary;
using System.Security.Cryptography;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Where an agent takes random bytes from.</summary>
public interface IIceRandom
{
    /// <summary>Fills the span.</summary>
    void Fill(Span<byte> bytes);
}

/// <summary>The system's cryptographic source: the one to use outside of tests, since credentials and transaction ids must not be guessed.</summary>
public sealed class CryptographicIceRandom : IIceRandom
{
    private CryptographicIceRandom()
    {
    }

    /// <summary>The one instance; any thread may use it.</summary>
    public static CryptographicIceRandom Instance { get; } = new();

    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

/// <summary>Values made of random bytes.</summary>
internal static class IceRandomValues
{
    public static ulong NextUInt64(this IIceRandom random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public static TransactionId NextTransactionId(this IIceRandom random)
    {
        Span<byte> bytes = stackalloc byte[TransactionId.Length];
        random.Fill(bytes);
        return TransactionId.Read(bytes);
    }

    /// <summary>0 (inclusive) to 1.</summary>
    public static double NextFraction(this IIceRandom random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
}

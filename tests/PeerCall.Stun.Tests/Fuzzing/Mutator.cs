using System.Buffers.Binary;

namespace PeerCall.Stun.Tests.Fuzzing;

/// <summary>Changes messages at random, in the ways that parsers are broken with; the same seed makes the same changes.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private static readonly byte[] Edges = [0, 1, 3, 4, 0x7F, 0x80, 0xFC, 0xFF];
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var bytes = corpus[_random.Next(corpus.Count)].ToArray();
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
            bytes = Change(bytes);
        // Most mutants with a wrong header die at its check: three of four are let through to the attributes.
        if (bytes.Length >= StunHeader.Length && _random.Next(4) > 0)
        {
            Array.Resize(ref bytes, bytes.Length & ~3);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(bytes.Length - StunHeader.Length));
        }
        if (bytes.Length >= StunHeader.Length + 8 && _random.Next(4) == 0)
            MendFingerprint(bytes);
        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)_random.Next(256)];
        var at = _random.Next(bytes.Length);
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = Edges[_random.Next(Edges.Length)];
                return bytes;
            case 2: // a length field, more often than not
                bytes[Math.Min((at & ~3) + 3, bytes.Length - 1)] = (byte)_random.Next(48);
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[_random.Next(bytes.Length)..]];
            case 5: // words of another message
                var other = corpus[_random.Next(corpus.Count)];
                var from = _random.Next(other.Length) & ~3;
                return [.. bytes[..(at & ~3)], .. other[from..], .. bytes[(at & ~3)..]];
            case 6: // a word out
                at &= ~3;
                return [.. bytes[..at], .. bytes[Math.Min(at + 4, bytes.Length)..]];
            default:
                var insert = new byte[_random.Next(1, 9)];
                _random.NextBytes(insert);
                return [.. bytes[..at], .. insert, .. bytes[at..]];
        }
    }

    /// <summary>Ends the message with a FINGERPRINT that is right.</summary>
    private static void MendFingerprint(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 8), 0x80280004);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), Fingerprint.Of(bytes.AsSpan(0, bytes.Length - 8)));
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// Nonces that need no memory (RFC 8489 §9.2): when one was made, and a keyed hash of that and of the client's transport, address and port. The key is
/// random and lives as long as the process. Time is monotonic, so that a step of the wall clock takes nobody's nonce. Safe from any thread;
/// allocates nothing.
/// </summary>
internal sealed class Nonces
{
    /// <summary>Length in bytes: the cookie, and 14 bytes as 19 characters.</summary>
    public const int Length = NonceCookie.Length + 19;

    /// <summary>How long a nonce is good. RFC 8489 §9.2.4 leaves it to the server.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int TimeLength = sizeof(uint);
    private const int HashLength = 10;
    private const int BodyLength = TimeLength + HashLength;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _cookie = new byte[NonceCookie.Length];
    private readonly TimeProvider _clock;
    private readonly long _origin;

    /// <summary>Makes a key.</summary>
    public Nonces(StunSecurityFeatures features, TimeProvider clock)
    {
        new NonceCookie(features).Write(_cookie);
        _clock = clock;
        _origin = clock.GetTimestamp();
    }

    private uint Seconds => (uint)_clock.GetElapsedTime(_origin).TotalSeconds;

    /// <summary>Writes a nonce for this client, <see cref="Length"/> bytes.</summary>
    public void Write(in FiveTuple client, Span<byte> destination)
    {
        Span<byte> body = stackalloc byte[BodyLength];
        BinaryPrimitives.WriteUInt32BigEndian(body, Seconds);
        Hash(body[..TimeLength], in client, body[TimeLength..]);
        _cookie.CopyTo(destination);
        Base64Url.EncodeToUtf8(body, destination[NonceCookie.Length..], out _, out _);
    }

    /// <summary>Whether this server made the nonce for this client, not too long ago.</summary>
    public bool IsValid(ReadOnlySpan<byte> nonce, in FiveTuple client)
    {
        if (nonce.Length != Length || !nonce.StartsWith(_cookie))
            return false;
        Span<byte> body = stackalloc byte[BodyLength + 4];
        if (Base64Url.DecodeFromUtf8(nonce[NonceCookie.Length..], body, out _, out var length) is not OperationStatus.Done || length != BodyLength)
            return false;
        Span<byte> expected = stackalloc byte[HashLength];
        Hash(body[..TimeLength], in client, expected);
        return CryptographicOperations.FixedTimeEquals(expected, body[TimeLength..BodyLength])
            && Seconds - BinaryPrimitives.ReadUInt32BigEndian(body) < Lifetime.TotalSeconds;
    }

    private void Hash(ReadOnlySpan<byte> time, in FiveTuple client, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[TimeLength + 1 + sizeof(ushort) + 16];
        time.CopyTo(text);
        text[TimeLength] = (byte)client.Transport;
        BinaryPrimitives.WriteUInt16BigEndian(text[(TimeLength + 1)..], client.Client.Port);
        const int AddressAt = TimeLength + 1 + sizeof(ushort);
        var length = AddressAt + client.Client.WriteAddress(text[AddressAt..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..length], hash);
        hash[..destination.Length].CopyTo(destination);
    }
}

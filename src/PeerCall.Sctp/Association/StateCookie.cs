using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PeerCall.Sctp;

/// <summary>What the peer said in INIT or INIT ACK.</summary>
internal readonly record struct PeerParameters(
    uint Tag, uint InitialTsn, uint ReceiverWindow, ushort OutboundStreams, ushort InboundStreams, Capabilities Capabilities)
{
    public static PeerParameters Of(in InitChunk init) =>
        new(init.InitiateTag, init.InitialTsn, init.ReceiverWindow, init.OutboundStreams, init.InboundStreams, init.Capabilities);
}

/// <summary>
/// The state cookie (RFC 9260 §5.1.3): all that is needed to make an association when it comes back, so that an INIT costs no memory.
/// HMAC-SHA256 under a key of our own shows that we made it.
/// </summary>
internal readonly record struct StateCookie
{
    private const int ContentSize = 41;

    /// <summary>Bytes of a cookie.</summary>
    public const int Size = ContentSize + HMACSHA256.HashSizeInBytes;

    public required TimeSpan CreatedAt { get; init; }

    public required uint LocalTag { get; init; }

    public required uint LocalInitialTsn { get; init; }

    public required PeerParameters Peer { get; init; }

    /// <summary>Our tag of the association that exists already, or zero.</summary>
    public required uint LocalTieTag { get; init; }

    /// <summary>The peer's tag of the association that exists already, or zero.</summary>
    public required uint PeerTieTag { get; init; }

    public void Write(Span<byte> destination, ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, CreatedAt.Ticks);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], LocalInitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], Peer.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], Peer.InitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], Peer.ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(destination[28..], Peer.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(destination[30..], Peer.InboundStreams);
        destination[32] = (byte)Peer.Capabilities;
        BinaryPrimitives.WriteUInt32BigEndian(destination[33..], LocalTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[37..], PeerTieTag);
        HMACSHA256.HashData(key, destination[..ContentSize], destination[ContentSize..Size]);
    }

    /// <summary>False if the cookie is not ours, or was changed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ReadOnlySpan<byte> key, out StateCookie cookie)
    {
        cookie = default;
        if (source.Length != Size)
            return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, source[..ContentSize], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, source[ContentSize..]))
            return false;
        cookie = new StateCookie
        {
            CreatedAt = new TimeSpan(BinaryPrimitives.ReadInt64BigEndian(source)),
            LocalTag = BinaryPrimitives.ReadUInt32BigEndian(source[8..]),
            LocalInitialTsn = BinaryPrimitives.ReadUInt32BigEndian(source[12..]),
            Peer = new PeerParameters(
                BinaryPrimitives.ReadUInt32BigEndian(source[16..]),
                BinaryPrimitives.ReadUInt32BigEndian(source[20..]),
                BinaryPrimitives.ReadUInt32BigEndian(source[24..]),
                BinaryPrimitives.ReadUInt16BigEndian(source[28..]),
                BinaryPrimitives.ReadUInt16BigEndian(source[30..]),
                (Capabilities)source[32]),
            LocalTieTag = BinaryPrimitives.ReadUInt32BigEndian(source[33..]),
            PeerTieTag = BinaryPrimitives.ReadUInt32BigEndian(source[37..]),
        };
        return true;
    }
}

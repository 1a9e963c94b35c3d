using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>Results of a re-configuration request (RFC 6525 §4.4).</summary>
internal enum ReconfigResult : uint
{
    NothingToDo = 0,
    Performed = 1,
    Denied = 2,
    WrongSsn = 3,
    RequestAlreadyInProgress = 4,
    BadSequenceNumber = 5,
    InProgress = 6,
}

/// <summary>Outgoing SSN Reset Request (RFC 6525 §4.1), read in place. Its stream list, if empty, means all streams.</summary>
internal readonly ref struct OutgoingSsnReset
{
    private const int FixedSize = 12;
    private readonly ReadOnlySpan<byte> _streams;

    private OutgoingSsnReset(ReadOnlySpan<byte> value)
    {
        RequestSequence = BinaryPrimitives.ReadUInt32BigEndian(value);
        LastAssignedTsn = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        _streams = value[FixedSize..];
    }

    public uint RequestSequence { get; }

    public uint LastAssignedTsn { get; }

    public int Count => _streams.Length / 2;

    public ushort this[int index] => BinaryPrimitives.ReadUInt16BigEndian(_streams[(2 * index)..]);

    /// <summary>How many streams fit into one request in an otherwise empty packet.</summary>
    public static int MaxStreams(int maxPacketSize) => (maxPacketSize - CommonHeader.Size - Chunk.HeaderSize - 4 - FixedSize - 2) / 2;

    public static bool TryRead(ReadOnlySpan<byte> value, out OutgoingSsnReset request)
    {
        request = default;
        if (value.Length < FixedSize)
            return false;
        request = new OutgoingSsnReset(value);
        return true;
    }

    /// <summary>Adds a RE-CONFIG chunk with this one request.</summary>
    public static void Write(PacketWriter packet, uint sequence, uint responseSequence, uint lastAssignedTsn, ReadOnlySpan<ushort> streams)
    {
        var length = 4 + FixedSize + (2 * streams.Length);
        var body = packet.Append(ChunkType.Reconfig, 0, length);
        BinaryPrimitives.WriteUInt16BigEndian(body, ParameterType.OutgoingSsnReset);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], responseSequence);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], lastAssignedTsn);
        for (var i = 0; i < streams.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(body[(16 + (2 * i))..], streams[i]);
    }
}

/// <summary>Re-configuration Response (RFC 6525 §4.4).</summary>
/// <param name="RequestSequence">The request that it answers.</param>
/// <param name="Result">What became of it.</param>
internal readonly record struct ReconfigResponse(uint RequestSequence, ReconfigResult Result)
{
    public static bool TryRead(ReadOnlySpan<byte> value, out ReconfigResponse response)
    {
        response = default;
        if (value.Length < 8)
            return false;
        response = new ReconfigResponse(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            (ReconfigResult)BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
        return true;
    }

    /// <summary>Adds a RE-CONFIG chunk with this one response.</summary>
    public void Write(PacketWriter packet)
    {
        const ushort length = 12;
        var body = packet.Append(ChunkType.Reconfig, 0, length);
        BinaryPrimitives.WriteUInt16BigEndian(body, ParameterType.ReconfigResponse);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], length);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], RequestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], (uint)Result);
    }
}

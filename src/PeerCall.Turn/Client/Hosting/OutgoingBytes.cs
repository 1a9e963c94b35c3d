using System.Buffers.Binary;
using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>
/// What is to be written to a stream: messages are added at one end while the other half is being written. Not synchronised. Data is dropped rather than kept for
/// long, as a relay over UDP would; requests never are, because over a stream nobody sends them again.
/// </summary>
internal sealed class OutgoingBytes
{
    private const int MaxData = 256 * 1024;

    private byte[] _filling = new byte[4096];
    private byte[] _writing = new byte[4096];

    /// <summary>Bytes added since the last <see cref="Take"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a message with its padding.</summary>
    public void Add(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var length = header.Length + payload.Length;
        var padding = ChannelData.Padding(length);
        if (Count + length > MaxData && !IsRequest(header))
            return;
        if (_filling.Length < Count + length + padding)
            Array.Resize(ref _filling, Math.Max(_filling.Length * 2, Count + length + padding));
        var room = _filling.AsSpan(Count);
        header.CopyTo(room);
        payload.CopyTo(room[header.Length..]);
        room.Slice(length, padding).Clear();
        Count += length + padding;
    }

    /// <summary>Takes all of it; good until the next call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var taken = _filling.AsMemory(0, Count);
        (_filling, _writing) = (_writing, _filling);
        Count = 0;
        return taken;
    }

    private static bool IsRequest(ReadOnlySpan<byte> header) =>
        StunHeader.IsStun(header) && StunMessageType.FromBits(BinaryPrimitives.ReadUInt16BigEndian(header)).Class is StunClass.Request;
}

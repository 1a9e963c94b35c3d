using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>
/// The datagrams that a batch has made and not yet sent. They are gathered into trains: datagrams of one socket to one destination, equal in size
/// (the last may be shorter), which one system call can send as one (UDP_SEGMENT). Only the newest train of a socket takes more, which keeps the
/// order of a socket's datagrams; it stays open while other sockets queue theirs.
/// </summary>
internal sealed unsafe class SendQueue : IDisposable
{
    /// <summary>Most datagrams of a train (UDP_MAX_SEGMENTS of Linux before 6.11).</summary>
    internal const int LongestTrain = 64;

    private const int DatagramCapacity = 2048;
    private const int ArenaLength = 256 * 1024;

    // Below the largest IP packet with the headers of either family.
    private const int LargestTrain = 65000;

    // What a packet of 1,500 bytes carries; larger datagrams leave in fragments, which the kernel does not do with a train.
    private const int LargestSegmentV4 = 1500 - 20 - 8;
    private const int LargestSegmentV6 = 1500 - 40 - 8;

    private readonly ReceiveSlots _slots;
    private readonly DatagramSender _sender;
    private readonly byte* _arena;
    private readonly QueuedDatagram* _datagrams;
    private readonly Train* _trains;
    private readonly BatchedUdpSocket?[] _sockets = new BatchedUdpSocket?[DatagramCapacity];
    private int _arenaUsed;
    private int _datagramCount;
    private int _trainCount;
    private int _socketCount;

    // The start of the datagram being received, while nothing has been put in front of it.
    private byte* _headroomOwner;

    internal SendQueue(ReceiveSlots slots)
    {
        _slots = slots;
        _arena = (byte*)NativeMemory.AlignedAlloc(ArenaLength, 64);
        _datagrams = (QueuedDatagram*)NativeMemory.AlignedAlloc((nuint)(DatagramCapacity * sizeof(QueuedDatagram)), 64);
        _trains = (Train*)NativeMemory.AlignedAlloc((nuint)(DatagramCapacity * sizeof(Train)), 64);
        _sender = new DatagramSender(_trains, _datagrams);
    }

    /// <summary>System calls made for sending.</summary>
    internal long Calls => _sender.Calls;

    /// <summary>Datagrams that the system did not take.</summary>
    internal long Dropped => _sender.Dropped;

    /// <summary>Says which datagram is being received: a header may be put in front of it, once.</summary>
    internal void LendHeadroom(byte* datagram) => _headroomOwner = datagram;

    /// <summary>Queues a datagram; what does not fit any more makes the rest leave first.</summary>
    internal void Add(BatchedUdpSocket socket, in TransportAddress destination, in TransportAddress source, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var total = header.Length + payload.Length;
        if (total > ushort.MaxValue)
        {
            _sender.Dropped++;
            return;
        }
        if (_datagramCount == DatagramCapacity || _arenaUsed + total > ArenaLength)
            Flush();

        var index = _datagramCount++;
        var datagram = _datagrams + index;
        datagram->Next = -1;
        Place(datagram, header, payload);
        if (socket.LastTrain < 0 || !TryAppend(_trains + socket.LastTrain, in destination, in source, index, total))
            Begin(socket, in destination, in source, index, total);
    }

    /// <summary>Sends everything.</summary>
    internal void Flush()
    {
        for (var i = 0; i < _socketCount; i++)
        {
            Flush(_sockets[i]!);
            _sockets[i] = null;
        }
        _socketCount = 0;
        _trainCount = 0;
        _datagramCount = 0;
        _arenaUsed = 0;
    }

    /// <summary>Sends what one socket has queued.</summary>
    internal void Flush(BatchedUdpSocket socket)
    {
        var first = socket.FirstTrain;
        if (first < 0)
            return;
        socket.FirstTrain = -1;
        socket.LastTrain = -1;
        _sender.Send(socket, first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        NativeMemory.AlignedFree(_arena);
        NativeMemory.AlignedFree(_datagrams);
        NativeMemory.AlignedFree(_trains);
    }

    private void Place(QueuedDatagram* datagram, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        // Only compared: what is not ours may move.
        var start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(payload));
        if (payload.IsEmpty || !_slots.Holds(start))
        {
            datagram->First = Copy(header, payload);
            datagram->Second = default;
        }
        else if (header.IsEmpty)
        {
            datagram->First = new IoVector { Base = start, Length = (nuint)payload.Length };
            datagram->Second = default;
        }
        else if (start == _headroomOwner && header.Length <= ReceiveSlots.Headroom)
        {
            _headroomOwner = null;
            start -= header.Length;
            header.CopyTo(new Span<byte>(start, header.Length));
            datagram->First = new IoVector { Base = start, Length = (nuint)(header.Length + payload.Length) };
            datagram->Second = default;
        }
        else
        {
            datagram->First = Copy(header, default);
            datagram->Second = new IoVector { Base = start, Length = (nuint)payload.Length };
        }
    }

    private IoVector Copy(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var start = _arena + _arenaUsed;
        var total = header.Length + payload.Length;
        header.CopyTo(new Span<byte>(start, header.Length));
        payload.CopyTo(new Span<byte>(start + header.Length, payload.Length));
        _arenaUsed += total;
        return new IoVector { Base = start, Length = (nuint)total };
    }

    private bool TryAppend(Train* train, in TransportAddress destination, in TransportAddress source, int datagram, int length)
    {
        if (!train->IsOpen || length > train->Segment || length == 0 || train->Length + length > LargestTrain || train->Destination != destination || train->Source != source)
            return false;
        _datagrams[train->Last].Next = datagram;
        train->Last = datagram;
        train->Length += length;
        train->Count++;
        train->IsOpen = length == train->Segment && train->Count < LongestTrain;
        return true;
    }

    private void Begin(BatchedUdpSocket socket, in TransportAddress destination, in TransportAddress source, int datagram, int length)
    {
        var index = _trainCount++;
        _trains[index] = new Train
        {
            Destination = destination,
            Source = source,
            First = datagram,
            Last = datagram,
            Next = -1,
            Count = 1,
            Length = length,
            Segment = length,
            IsOpen = socket.Offload && length > 0 && length <= (destination.IsIPv4 ? LargestSegmentV4 : LargestSegmentV6),
        };
        if (socket.LastTrain >= 0)
        {
            _trains[socket.LastTrain].Next = index;
        }
        else
        {
            socket.FirstTrain = index;
            _sockets[_socketCount++] = socket;
        }
        socket.LastTrain = index;
    }
}

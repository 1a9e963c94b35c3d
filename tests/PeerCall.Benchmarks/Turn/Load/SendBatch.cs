using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>Datagrams of one kind, ready but for their stamps, one behind the other as segmentation offload wants them.</summary>
internal sealed unsafe class SendBatch : IDisposable
{
    private readonly int _stride;
    private readonly int _offset;
    private readonly byte* _bytes;
    private readonly UdpCalls.Vector* _vectors;
    private readonly UdpCalls.MessageHeader* _messages;

    /// <summary>Makes it.</summary>
    /// <param name="capacity">Datagrams a call.</param>
    /// <param name="framed">Whether they are ChannelData.</param>
    public SendBatch(int capacity, bool framed)
    {
        Capacity = capacity;
        _offset = framed ? Packet.ChannelHeader : 0;
        _stride = _offset + Packet.Length;
        _bytes = (byte*)NativeMemory.Alloc((nuint)capacity, (nuint)_stride);
        _vectors = (UdpCalls.Vector*)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(UdpCalls.Vector));
        _messages = (UdpCalls.MessageHeader*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(UdpCalls.MessageHeader));
        for (var i = 0; i < capacity; i++)
        {
            var datagram = _bytes + ((nint)i * _stride);
            Packet.Prepare(new Span<byte>(datagram, _stride), framed);
            _vectors[i] = new UdpCalls.Vector { Base = datagram, Length = (nuint)_stride };
            _messages[i].Vectors = _vectors + i;
            _messages[i].VectorCount = 1;
        }
    }

    /// <summary>Datagrams a call.</summary>
    public int Capacity { get; }

    /// <summary>The application's data of a datagram, to be stamped.</summary>
    public Span<byte> this[int index] => new(_bytes + ((nint)index * _stride) + _offset, Packet.Length);

    /// <summary>Sends the first datagrams, each by itself.</summary>
    /// <returns>How many left.</returns>
    public int Send(int descriptor, int count) => Math.Max(0, UdpCalls.sendmmsg(descriptor, _messages, (uint)count, UdpCalls.DontWait));

    /// <summary>Sends the first datagrams as one burst; the socket has UDP_SEGMENT.</summary>
    /// <returns>How many left: all or none.</returns>
    public int SendBurst(int descriptor, int count) =>
        UdpCalls.send(descriptor, _bytes, (nuint)(count * _stride), UdpCalls.DontWait) > 0 ? count : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_bytes);
    }
}

using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>Room for what one call of recvmmsg(2) brings.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    private readonly int _slots;
    private readonly int _slotBytes;
    private readonly byte* _bytes;
    private readonly UdpCalls.Vector* _vectors;
    private readonly UdpCalls.MessageHeader* _messages;

    /// <summary>Makes it.</summary>
    /// <param name="slots">Datagrams a call.</param>
    /// <param name="slotBytes">Bytes for each.</param>
    public ReceiveBatch(int slots, int slotBytes)
    {
        _slots = slots;
        _slotBytes = slotBytes;
        _bytes = (byte*)NativeMemory.Alloc((nuint)slots, (nuint)slotBytes);
        _vectors = (UdpCalls.Vector*)NativeMemory.Alloc((nuint)slots, (nuint)sizeof(UdpCalls.Vector));
        _messages = (UdpCalls.MessageHeader*)NativeMemory.AllocZeroed((nuint)slots, (nuint)sizeof(UdpCalls.MessageHeader));
        for (var i = 0; i < slots; i++)
        {
            _vectors[i] = new UdpCalls.Vector { Base = _bytes + ((nint)i * slotBytes), Length = (nuint)slotBytes };
            _messages[i].Vectors = _vectors + i;
            _messages[i].VectorCount = 1;
        }
    }

    /// <summary>What one slot holds after <see cref="Receive"/>; several datagrams in a row where the socket has UDP_GRO.</summary>
    public ReadOnlySpan<byte> this[int slot] => new(_bytes + ((nint)slot * _slotBytes), (int)_messages[slot].Transferred);

    /// <summary>Takes what is there.</summary>
    /// <returns>How many slots are filled; 0 if nothing was there.</returns>
    public int Receive(int descriptor) => Math.Max(0, UdpCalls.recvmmsg(descriptor, _messages, (uint)_slots, UdpCalls.DontWait, null));

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_bytes);
    }
}

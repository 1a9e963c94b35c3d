using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>
/// The memory that datagrams are received into: a row of slots, each with room for the largest that the kernel coalesces. What is sent on from a slot is
/// sent from where it lies, so a slot is used again only after the queue was flushed.
/// </summary>
internal sealed unsafe class ReceiveSlots : IDisposable
{
    /// <summary>How many: enough to make system calls cheap per datagram, few enough to stay in the cache.</summary>
    internal const int Count = 32;

    /// <summary>Room before a slot's data in which a header can be put in front of it.</summary>
    internal const int Headroom = 64;

    private const int LargestMessage = 65536;

    // Not a power of two: slots a multiple of 64 KiB apart would contend for the same few sets of the processor's caches.
    // Pages that no datagram reaches are never touched and cost nothing.
    private const int Stride = Headroom + LargestMessage + 1600;
    private const int NameStride = 32;

    private readonly byte* _memory;
    private readonly byte* _data;
    private readonly MessageSlot* _messages;
    private readonly byte* _names;

    internal ReceiveSlots()
    {
        const int DataLength = Count * Stride;
        var messages = Count * sizeof(MessageSlot);
        var vectors = Count * sizeof(IoVector);
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(DataLength + messages + vectors + (Count * (NameStride + ControlMessages.Capacity))), 64);
        _data = _memory;
        _messages = (MessageSlot*)(_memory + DataLength);
        var vector = (IoVector*)((byte*)_messages + messages);
        _names = (byte*)vector + vectors;
        var control = _names + (Count * NameStride);
        for (var i = 0; i < Count; i++)
        {
            vector[i] = new IoVector { Base = _data + (i * Stride) + Headroom, Length = LargestMessage };
            _messages[i] = new MessageSlot
            {
                Header = new MessageHeader
                {
                    Name = _names + (i * NameStride),
                    NameLength = SocketName.Capacity,
                    Vectors = vector + i,
                    VectorCount = 1,
                    Control = control + (i * ControlMessages.Capacity),
                    ControlLength = ControlMessages.Capacity,
                },
            };
        }
    }

    /// <summary>Whether an address lies in a slot.</summary>
    internal bool Holds(void* address) => (nuint)((byte*)address - _data) < Count * Stride;

    /// <summary>Reads what has arrived, without waiting.</summary>
    /// <returns>How many messages, or -1: <see cref="Marshal.GetLastPInvokeError"/> says why.</returns>
    internal int Receive(int descriptor, int first, int count) =>
        Native.ReceiveMessages(descriptor, _messages + first, (uint)count, Native.DoNotWait, null);

    /// <summary>What a slot holds; makes the slot ready for the next read.</summary>
    /// <param name="slot">Which.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="local">Given: what the socket is bound to. Returned: the address that was spoken to.</param>
    /// <param name="segment">Bytes of each datagram in it, the last may be shorter; 0: it is one.</param>
    /// <param name="length">Bytes in all.</param>
    /// <returns>Where the bytes begin.</returns>
    internal byte* Take(int slot, out TransportAddress source, ref TransportAddress local, out int segment, out int length)
    {
        var message = _messages + slot;
        source = SocketName.Read(message->Header.Name);
        segment = message->Header.ControlLength == 0 ? 0 : ControlMessages.Read(&message->Header, ref local);
        length = (int)message->Length;
        message->Header.NameLength = SocketName.Capacity;
        message->Header.ControlLength = ControlMessages.Capacity;
        return message->Header.Vectors->Base;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_memory);
}

using System.Runtime.InteropServices;

namespace PeerCall.Net.Batched;

/// <summary>
/// Hands trains to the kernel: a message each, all messages of a socket in as few system calls as go. Where the kernel refuses to cut a train, its
/// datagrams are sent one by one.
/// </summary>
internal sealed unsafe class DatagramSender : IDisposable
{
    private const int MessageCapacity = 64;
    private const int VectorCapacity = 512;
    private const int NameStride = 32;
    private const int Flags = Native.DoNotWait | Native.NoSignal;

    private readonly Train* _trains;
    private readonly QueuedDatagram* _datagrams;
    private readonly byte* _memory;
    private readonly MessageSlot* _messages;
    private readonly IoVector* _vectors;
    private readonly byte* _names;
    private readonly byte* _controls;
    private readonly int[] _trainOf = new int[MessageCapacity];

    /// <summary>Makes one for the given tables of the queue.</summary>
    internal DatagramSender(Train* trains, QueuedDatagram* datagrams)
    {
        _trains = trains;
        _datagrams = datagrams;
        var messages = MessageCapacity * sizeof(MessageSlot);
        var vectors = VectorCapacity * sizeof(IoVector);
        const int Names = MessageCapacity * NameStride;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(messages + vectors + Names + (MessageCapacity * ControlMessages.Capacity)), 64);
        _messages = (MessageSlot*)_memory;
        _vectors = (IoVector*)(_memory + messages);
        _names = (byte*)_vectors + vectors;
        _controls = _names + Names;
    }

    /// <summary>System calls made.</summary>
    internal long Calls { get; private set; }

    /// <summary>Datagrams that were not sent.</summary>
    internal long Dropped { get; set; }

    /// <summary>Sends a chain of trains.</summary>
    internal void Send(BatchedUdpSocket socket, int train)
    {
        if (_trains[train].Next < 0 && TrySendPlain(socket, _trains + train))
            return;
        while (train >= 0)
        {
            var messages = 0;
            var vectors = 0;
            while (train >= 0 && messages < MessageCapacity && vectors + (2 * _trains[train].Count) <= VectorCapacity)
            {
                vectors += LayOut(messages, train, vectors);
                _trainOf[messages++] = train;
                train = _trains[train].Next;
            }
            if (!TryTransmit(socket, messages))
            {
                DropChain(train);
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_memory);

    /// <summary>The cheapest way, for the commonest case: one datagram in one piece with nothing beside it.</summary>
    private bool TrySendPlain(BatchedUdpSocket socket, Train* train)
    {
        if (train->Count != 1 || !train->Source.IsNone || _datagrams[train->First].Second.Length != 0)
            return false;
        var data = _datagrams[train->First].First;
        var nameLength = SocketName.Write(_names, in train->Destination);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Calls++;
            if (Native.SendTo(socket.Descriptor, data.Base, data.Length, Flags, _names, nameLength) >= 0)
                return true;
            if (!IsOfEarlierSend(Marshal.GetLastPInvokeError()))
                break;
        }
        Dropped++;
        return true;
    }

    /// <summary>Writes the message of a train.</summary>
    /// <returns>Pieces of memory it takes.</returns>
    private int LayOut(int message, int trainIndex, int firstVector)
    {
        var train = _trains + trainIndex;
        var vectors = _vectors + firstVector;
        var count = 0;
        for (var at = train->First; at >= 0; at = _datagrams[at].Next)
        {
            Append(vectors, ref count, _datagrams[at].First);
            if (_datagrams[at].Second.Length != 0)
                Append(vectors, ref count, _datagrams[at].Second);
        }
        Address(message, train, train->Count > 1 ? train->Segment : 0);
        _messages[message].Header.Vectors = vectors;
        _messages[message].Header.VectorCount = (nuint)count;
        return count;
    }

    /// <summary>Adds a piece, to the one before if it follows in memory: the fewer pieces, the less the kernel has to look at.</summary>
    private static void Append(IoVector* vectors, ref int count, IoVector piece)
    {
        if (count > 0 && vectors[count - 1].Base + vectors[count - 1].Length == piece.Base)
            vectors[count - 1].Length += piece.Length;
        else
            vectors[count++] = piece;
    }

    private void Address(int message, Train* train, int segment)
    {
        var name = _names + (message * NameStride);
        var header = &_messages[message].Header;
        header->Name = name;
        header->NameLength = SocketName.Write(name, in train->Destination);
        header->Flags = 0;
        var control = _controls + (message * ControlMessages.Capacity);
        var length = ControlMessages.Write(control, in train->Source, segment);
        header->Control = length == 0 ? null : control;
        header->ControlLength = (nuint)length;
    }

    /// <summary>Sends the first messages of the table.</summary>
    /// <returns>False if the socket takes no more for now.</returns>
    private bool TryTransmit(BatchedUdpSocket socket, int count)
    {
        var retried = -1;
        for (var at = 0; at < count;)
        {
            Calls++;
            var sent = count - at == 1
                ? Native.SendMessage(socket.Descriptor, &_messages[at].Header, Flags) >= 0 ? 1 : -1
                : Native.SendMessages(socket.Descriptor, _messages + at, (uint)(count - at), Flags);
            if (sent > 0)
            {
                at += sent;
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            if (IsOfEarlierSend(error) && retried != at)
            {
                retried = at;
                continue;
            }
            if (error == Errno.TryAgain)
            {
                for (; at < count; at++)
                    Dropped += _trains[_trainOf[at]].Count;
                return false;
            }
            var train = _trains + _trainOf[at];
            if (train->Count > 1 && IsOfSegmentation(error))
                SendOneByOne(socket, at, error);
            else
                Dropped += train->Count;
            at++;
        }
        return true;
    }

    /// <summary>What is left to do for a train that the kernel did not take as one.</summary>
    private void SendOneByOne(BatchedUdpSocket socket, int message, int error)
    {
        // EIO: the way out cannot compute checksums (udp(7)). EINVAL and EMSGSIZE are about this destination's path alone.
        if (error is Errno.InputOutput or Errno.NoSuchOption or Errno.NotSupported)
            socket.Offload = false;
        var train = _trains + _trainOf[message];
        var header = &_messages[message].Header;
        Address(message, train, 0);
        for (var at = train->First; at >= 0; at = _datagrams[at].Next)
        {
            var count = 0;
            Append(header->Vectors, ref count, _datagrams[at].First);
            if (_datagrams[at].Second.Length != 0)
                Append(header->Vectors, ref count, _datagrams[at].Second);
            header->VectorCount = (nuint)count;
            Calls++;
            if (Native.SendMessage(socket.Descriptor, header, Flags) < 0)
                Dropped++;
        }
    }

    private void DropChain(int train)
    {
        for (; train >= 0; train = _trains[train].Next)
            Dropped += _trains[train].Count;
    }

    /// <summary>Whether an error may be about the train rather than its datagrams: no offload here, or segments longer than the path takes.</summary>
    private static bool IsOfSegmentation(int error) =>
        error is Errno.InputOutput or Errno.InvalidArgument or Errno.MessageTooLong or Errno.NoSuchOption or Errno.NotSupported;

    /// <summary>Whether an error is none of this datagram: a signal, or what an earlier datagram's destination answered. It is gone once reported.</summary>
    private static bool IsOfEarlierSend(int error) => error is Errno.Interrupted or Errno.ConnectionRefused;
}

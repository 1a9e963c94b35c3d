using PeerCall.Sctp;

namespace PeerCall.Rtc;

/// <summary>
/// Holds the memory of one received message at a time, and is used again for another: its version tells a holder of the earlier one that it is
/// gone, so that disposing twice is harmless although nothing is allocated per message.
/// </summary>
internal sealed class MessageMemory
{
    private const int MaxSpare = 4096;

    private static readonly Lock Gate = new();
    private static readonly Stack<MessageMemory> Spare = new();

    private ReceivedMessage _message;
    private int _version;

    /// <summary>Which message it holds.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Takes over a message.</summary>
    public static MessageMemory Hold(in ReceivedMessage message)
    {
        MessageMemory? memory;
        lock (Gate)
        {
            if (!Spare.TryPop(out memory))
                memory = new MessageMemory();
        }
        memory._message = message;
        return memory;
    }

    /// <summary>The message.</summary>
    /// <exception cref="ObjectDisposedException">It was released.</exception>
    public ReceivedMessage Read(int version)
    {
        ObjectDisposedException.ThrowIf(version != Version, typeof(DataChannelMessage));
        return _message;
    }

    /// <summary>Gives the memory back, if it has not been.</summary>
    public void Release(int version)
    {
        if (Interlocked.CompareExchange(ref _version, unchecked(version + 1), version) != version)
            return;
        _message.Dispose();
        _message = default;
        lock (Gate)
        {
            if (Spare.Count < MaxSpare)
                Spare.Push(this);
        }
    }
}

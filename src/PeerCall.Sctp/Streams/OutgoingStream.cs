namespace PeerCall.Sctp;

/// <summary>One outgoing stream that has something queued, outstanding or numbered.</summary>
internal sealed class OutgoingStream(ushort id)
{
    public ushort Id { get; } = id;

    /// <summary>Bytes queued that have not been sent for the first time.</summary>
    public long BufferedBytes { get; set; }

    /// <summary>At or below this many <see cref="BufferedBytes"/> the application is told.</summary>
    public long LowThreshold { get; set; }

    /// <summary>SSN or MID of the next ordered message.</summary>
    public uint NextOrdered { get; set; }

    /// <summary>MID of the next unordered message (RFC 8260 §2.1: a space of its own).</summary>
    public uint NextUnordered { get; set; }

    /// <summary>Fragments with a TSN that are not behind the cumulative acknowledgement.</summary>
    public int Outstanding { get; set; }

    /// <summary>Whether a reset has been asked for: nothing more is queued, what is queued still goes out (RFC 8831 §6.7).</summary>
    public bool IsResetting { get; set; }

    public OutgoingMessage? Head { get; private set; }

    public OutgoingMessage? Tail { get; private set; }

    /// <summary>Whether the stream waits outside of the scheduler's circle.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The next stream in the scheduler's circle.</summary>
    public OutgoingStream? NextActive { get; set; }

    /// <summary>Whether the stream has sent all, and the peer has all.</summary>
    public bool IsDrained => Head is null && Outstanding == 0;

    public void Enqueue(OutgoingMessage message)
    {
        if (Tail is null)
            Head = message;
        else
            Tail.Next = message;
        Tail = message;
        BufferedBytes += message.Length;
    }

    /// <summary>Takes the first message out of the queue.</summary>
    public OutgoingMessage Dequeue()
    {
        var message = Head!;
        Head = message.Next;
        if (Head is null)
            Tail = null;
        message.Next = null;
        return message;
    }

    /// <summary>Takes the whole queue, or all behind its head, and returns its first message.</summary>
    public OutgoingMessage? Detach(bool keepHead)
    {
        var first = keepHead ? Head!.Next : Head;
        if (keepHead)
        {
            Head!.Next = null;
            Tail = Head;
        }
        else
        {
            Head = Tail = null;
        }

        return first;
    }
}

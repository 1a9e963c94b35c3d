namespace PeerCall.Sctp;

/// <summary>Gives whole messages to the application, ordered ones in the order of their stream (RFC 9260 §6.6).</summary>
internal sealed class IncomingStreams(ISctpOutput output)
{
    private readonly Dictionary<ushort, IncomingStream> _streams = [];

    /// <summary>Bytes of messages handed over, or waiting for one before them, that were not consumed.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Of these, bytes of messages handed over: what the application can do something about.</summary>
    public long HandedOverBytes { get; private set; }

    /// <summary>Bits that a sequence number has: 16 for SSN, 32 for MID.</summary>
    public bool IsInterleaved { get; set; }

    /// <summary>A message has become whole.</summary>
    public void Accept(in ReceivedMessage message, uint sequenceNumber)
    {
        HeldBytes += message.WindowCharge;
        if (message.IsUnordered)
        {
            HandOver(message);
            return;
        }

        if (!_streams.TryGetValue(message.StreamId, out var stream))
            _streams.Add(message.StreamId, stream = new IncomingStream());
        if (sequenceNumber == stream.Next)
        {
            stream.Next = Following(sequenceNumber);
            HandOver(message);
            DeliverWaiting(stream);
        }
        else if (IsBefore(sequenceNumber, stream.Next) || !(stream.Waiting ??= []).TryAdd(sequenceNumber, message))
        {
            // Its place is taken: only a peer that breaks the protocol numbers twice.
            Discard(message);
        }
    }

    /// <summary>The peer has given up all ordered messages of a stream up to this one.</summary>
    public void Skip(ushort streamId, uint sequenceNumber)
    {
        if (!_streams.TryGetValue(streamId, out var stream))
            _streams.Add(streamId, stream = new IncomingStream());
        if (IsBefore(sequenceNumber, stream.Next))
            return;
        DeliverThrough(stream, sequenceNumber);
        stream.Next = Following(sequenceNumber);
        DeliverWaiting(stream);
    }

    /// <summary>The peer has reset the stream: its numbers start at zero again.</summary>
    public void Reset(ushort streamId)
    {
        if (_streams.Remove(streamId, out var stream))
            Discard(stream);
    }

    /// <summary>The peer has reset all of its streams.</summary>
    public void ResetAll()
    {
        foreach (var stream in _streams.Values)
            Discard(stream);
        _streams.Clear();
    }

    /// <summary>The application has read this much.</summary>
    public void Consume(int charge)
    {
        var consumed = Math.Min(charge, HandedOverBytes);
        HandedOverBytes -= consumed;
        HeldBytes -= consumed;
    }

    private uint Following(uint sequenceNumber) => IsInterleaved ? unchecked(sequenceNumber + 1) : unchecked((ushort)(sequenceNumber + 1));

    private bool IsBefore(uint a, uint b) =>
        IsInterleaved ? SerialNumber.Less(a, b) : unchecked((short)(ushort)(a - b)) < 0;

    private void HandOver(in ReceivedMessage message)
    {
        HandedOverBytes += message.WindowCharge;
        output.OnMessage(message);
    }

    private void DeliverWaiting(IncomingStream stream)
    {
        while (stream.Waiting is { Count: > 0 } waiting && waiting.Remove(stream.Next, out var message))
        {
            stream.Next = Following(stream.Next);
            HandOver(message);
        }
    }

    private void DeliverThrough(IncomingStream stream, uint sequenceNumber)
    {
        if (stream.Waiting is not { Count: > 0 } waiting)
            return;
        var origin = stream.Next;
        // Not number by number: a hostile peer may skip two thousand million of them.
        var due = waiting.Keys.Where(key => !IsBefore(sequenceNumber, key)).ToArray();
        Array.Sort(due, (a, b) => unchecked((IsInterleaved ? a - origin : (ushort)(a - origin)).CompareTo(IsInterleaved ? b - origin : (ushort)(b - origin))));
        foreach (var key in due)
        {
            if (waiting.Remove(key, out var message))
                HandOver(message);
        }
    }

    private void Discard(IncomingStream stream)
    {
        if (stream.Waiting is null)
            return;
        foreach (var message in stream.Waiting.Values)
            Discard(message);
    }

    private void Discard(in ReceivedMessage message)
    {
        HeldBytes -= message.WindowCharge;
        message.Dispose();
    }

    private sealed class IncomingStream
    {
        public uint Next { get; set; }

        public Dictionary<uint, ReceivedMessage>? Waiting { get; set; }
    }
}

namespace PeerCall.Sctp;

/// <summary>
/// Partial reliability, sending side (RFC 3758 §3.5): gives messages up by their retransmissions or lifetime, and tells the peer with
/// FORWARD-TSN not to wait for them.
/// </summary>
internal sealed class Abandonment(AssociationContext context, SendQueue queue)
{
    private const int MaxSkipped = 64;
    private readonly SkippedMessage[] _skipped = new SkippedMessage[MaxSkipped];
    private int _skippedCount;

    // Advanced.Peer.Ack.Point: everything up to here is acknowledged or abandoned.
    private uint _advancedPoint;

    /// <summary>Whether a FORWARD-TSN is to go into the next packet.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Whether the peer has not acknowledged what was given up.</summary>
    public bool IsPending(InFlightChunks chunks) => SerialNumber.LessOrEqual(chunks.First, _advancedPoint) && !chunks.IsEmpty;

    /// <summary>Starts with the TSN that the first chunk will get.</summary>
    public void Start(uint initialTsn)
    {
        _advancedPoint = unchecked(initialTsn - 1);
        IsDue = false;
    }

    /// <summary>Whether the message of a chunk that would have to be sent, or sent again, has run out of tries or of time.</summary>
    public bool IsExhausted(OutgoingMessage message, int transmissions) =>
        message.IsAbandoned
        || (message.IsPartiallyReliable && CanAbandon && (transmissions > message.MaxRetransmits || context.Now >= message.ExpiresAt));

    /// <summary>Whether a message with fragments on their way has run out of time.</summary>
    public bool IsExpired(OutgoingMessage message) => CanAbandon && context.Now >= message.ExpiresAt;

    /// <summary>Gives a whole message up: what is in flight, and what was not cut yet.</summary>
    public void Abandon(OutgoingMessage message, InFlightChunks chunks)
    {
        if (message.IsAbandoned)
            return;
        message.IsAbandoned = true;
        context.Counters.MessagesAbandoned++;
        var unfinished = queue.DropRest(message);
        var left = message.Outstanding;
        var start = SerialNumber.Less(message.FirstTsn, chunks.First) ? chunks.First : message.FirstTsn;
        for (var tsn = start; left > 0 && tsn != chunks.Next; tsn++)
        {
            if (chunks[tsn].Message != message)
                continue;
            left--;
            // Also what a gap block acknowledged: the peer may only deliver the whole.
            chunks.MarkAbandoned(tsn);
        }

        if (unfinished)
        {
            // A TSN that stands for the end of the message, never sent: without it a peer that has acknowledged all
            // fragments so far would have nothing to skip, and would keep them.
            var end = chunks.Append(message, message.Length, 0, DataFlags.End, message.NextFragment);
            chunks.MarkAbandoned(end);
        }
    }

    /// <summary>Moves Advanced.Peer.Ack.Point (RFC 3758 §3.5 A3, C2). If it is ahead of the peer, a FORWARD-TSN is due.</summary>
    /// <param name="chunks">What is in flight.</param>
    /// <param name="again">Whether the peer is told once more even if it did not move.</param>
    public void Advance(InFlightChunks chunks, bool again)
    {
        var before = _advancedPoint;
        if (SerialNumber.Less(_advancedPoint, chunks.First))
            _advancedPoint = unchecked(chunks.First - 1);
        while (_advancedPoint + 1 != chunks.Next && chunks.Abandoned[_advancedPoint + 1])
            _advancedPoint++;
        if (IsPending(chunks) && (again || before != _advancedPoint))
            IsDue = true;
    }

    /// <summary>Adds the FORWARD-TSN that is due.</summary>
    public void Write(PacketWriter packet, InFlightChunks chunks)
    {
        IsDue = false;
        if (!IsPending(chunks))
            return;
        var room = (packet.Remaining - Chunk.HeaderSize - ForwardTsnChunk.FixedSize) / ForwardTsnChunk.EntrySize(context.IsInterleaved);
        var end = Collect(chunks, Math.Min(room, MaxSkipped));
        ForwardTsnChunk.Write(packet, context.IsInterleaved, end, _skipped.AsSpan(0, _skippedCount));
    }

    private bool CanAbandon => context.Negotiated.Has(Capabilities.ForwardTsn);

    /// <summary>
    /// The highest number given up of each stream, up to Advanced.Peer.Ack.Point or up to where the list is full; the rest follows when that
    /// part is acknowledged.
    /// </summary>
    private uint Collect(InFlightChunks chunks, int room)
    {
        _skippedCount = 0;
        for (var tsn = chunks.First; SerialNumber.LessOrEqual(tsn, _advancedPoint); tsn++)
        {
            var message = chunks[tsn].Message;
            if (message.IsUnordered && !context.IsInterleaved)
                continue;
            var entry = new SkippedMessage(message.Stream.Id, message.IsUnordered, message.SequenceNumber);
            var index = IndexOf(entry);
            if (index == _skippedCount)
            {
                if (index == room)
                    return unchecked(tsn - 1);
                _skippedCount++;
            }

            _skipped[index] = entry;
        }

        return _advancedPoint;
    }

    private int IndexOf(SkippedMessage entry)
    {
        for (var i = 0; i < _skippedCount; i++)
        {
            if (_skipped[i].StreamId == entry.StreamId && _skipped[i].IsUnordered == entry.IsUnordered)
                return i;
        }

        return _skippedCount;
    }
}

namespace PeerCall.Sctp;

/// <summary>
/// The outgoing streams and what waits in them, served round robin: by message with DATA, whose fragments must follow each other
/// (RFC 9260 §6.9), by fragment with I-DATA (RFC 8260 §3.1).
/// </summary>
internal sealed class SendQueue(SctpOptions options, ISctpOutput output)
{
    private readonly Dictionary<ushort, OutgoingStream> _streams = [];
    private readonly Stack<OutgoingMessage> _spareMessages = [];
    private const int SpareMessages = 4096;

    // Streams whose next message is long and has to wait until another long one is through.
    private readonly Queue<OutgoingStream> _held = [];
    private int _begun;

    // The circle of streams with something queued: _last.NextActive is the one that is served.
    private OutgoingStream? _last;
    private bool _wantsWritable;

    /// <summary>Bytes queued that have not been sent for the first time, over all streams.</summary>
    public long BufferedBytes { get; private set; }

    /// <summary>Whether I-DATA is in use.</summary>
    public bool IsInterleaved { get; set; }

    /// <summary>
    /// With I-DATA, messages of several fragments that may be on their way side by side: the peer keeps all of them until they are whole,
    /// and its window must hold them.
    /// </summary>
    public int MaxBegun { get; set; } = int.MaxValue;

    /// <summary>Whether nothing is queued.</summary>
    public bool IsEmpty => _last is null && _held.Count == 0;

    /// <summary>The stream, or null if it holds no state.</summary>
    public OutgoingStream? Find(ushort id) => _streams.GetValueOrDefault(id);

    /// <summary>The stream, which starts to hold state.</summary>
    public OutgoingStream GetOrAdd(ushort id)
    {
        if (_streams.TryGetValue(id, out var stream))
            return stream;
        stream = new OutgoingStream(id);
        _streams.Add(id, stream);
        return stream;
    }

    /// <summary>Queues a message.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="payloadProtocol">PPID.</param>
    /// <param name="payload">The bytes, which are copied.</param>
    /// <param name="send">How it is delivered.</param>
    /// <param name="now">From when its lifetime counts.</param>
    /// <param name="isControl">Whether it goes in however much is queued.</param>
    public SendResult Enqueue(ushort id, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions send, TimeSpan now, bool isControl)
    {
        if (payload.IsEmpty || (payload.Length > options.MaxSendMessageSize && !isControl))
            return SendResult.TooLarge;
        if (BufferedBytes >= options.SendHighWatermark && !isControl)
        {
            _wantsWritable = true;
            return SendResult.WouldBlock;
        }

        var stream = GetOrAdd(id);
        if (stream.IsResetting)
            return SendResult.Closed;
        if (!_spareMessages.TryPop(out var message))
            message = new OutgoingMessage();
        message.Start(stream, payloadProtocol, payload, send, now);
        var isFirst = stream.Head is null;
        stream.Enqueue(message);
        if (isFirst)
            Activate(stream);
        BufferedBytes += payload.Length;
        return SendResult.Accepted;
    }

    /// <summary>The message that is served next, or null. What has expired before its first fragment was cut is dropped on the way.</summary>
    public OutgoingMessage? Peek(TimeSpan now)
    {
        if (_held.Count > 0 && _begun < MaxBegun)
            ReleaseHeld();
        while (_last is not null)
        {
            var stream = _last.NextActive!;
            var message = stream.Head!;
            if (message.Fragmented == 0 && now >= message.ExpiresAt)
                DropHead();
            else if (MustWait(message))
                Hold(stream);
            else
                return message;
        }

        return null;
    }

    /// <summary>Cuts the next fragment, of at most <paramref name="maxLength"/> bytes, from the message that <see cref="Peek"/> gave.</summary>
    public void Cut(OutgoingMessage message, int maxLength, out int offset, out int length, out DataFlags flags, out uint fragment)
    {
        var stream = message.Stream;
        offset = message.Fragmented;
        length = Math.Min(maxLength, message.Unfragmented);
        flags = message.IsUnordered ? DataFlags.Unordered : DataFlags.None;
        if (offset == 0)
        {
            flags |= DataFlags.Begin;
            message.SequenceNumber = NextSequenceNumber(stream, message.IsUnordered);
        }

        fragment = message.NextFragment++;
        message.Fragmented += length;
        if (message.Unfragmented == 0)
        {
            flags |= DataFlags.End;
            stream.Dequeue();
            Deactivate(stream);
            _begun -= offset > 0 ? 1 : 0;
            if (stream.Head is not null)
                Activate(stream);
        }
        else
        {
            _begun += offset == 0 ? 1 : 0;
            if (IsInterleaved)
                _last = stream; // to the end of the circle
        }

        Subtract(stream, length);
    }

    /// <summary>Drops what has not been cut of a message that was given up half way. Returns whether there was anything.</summary>
    public bool DropRest(OutgoingMessage message)
    {
        var rest = message.Unfragmented;
        if (rest == 0)
            return false;
        var stream = message.Stream;
        message.Fragmented = message.Length;
        stream.Dequeue();
        Deactivate(stream);
        _begun--;
        if (stream.Head is not null)
            Activate(stream);
        Subtract(stream, rest);
        return true;
    }

    /// <summary>Drops all messages of a stream of which no fragment was sent.</summary>
    public void DropUnsent(ushort id)
    {
        if (Find(id) is not { Head: not null } stream)
            return;
        // What has begun must go on: the peer holds its first fragments.
        var message = stream.Detach(keepHead: stream.Head.Fragmented > 0);
        if (stream.Head is null && !stream.IsHeld)
            Deactivate(stream);
        var dropped = 0L;
        while (message is not null)
        {
            var next = message.Next;
            dropped += message.Length;
            Recycle(message);
            message = next;
        }

        Subtract(stream, dropped);
    }

    /// <summary>Ends the state of a stream that has been reset: its numbers start at zero again.</summary>
    public void Remove(ushort id) => _streams.Remove(id);

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        foreach (var stream in _streams.Values)
        {
            while (stream.Head is not null)
            {
                var message = stream.Dequeue();
                if (message.Outstanding == 0)
                    Recycle(message);
            }
        }

        _streams.Clear();
        _held.Clear();
        _begun = 0;
        _last = null;
        BufferedBytes = 0;
    }

    /// <summary>Takes back a message that nothing refers to any more.</summary>
    public void Recycle(OutgoingMessage message)
    {
        message.Release();
        if (_spareMessages.Count < SpareMessages)
            _spareMessages.Push(message);
    }

    /// <summary>Gives up memory kept for reuse.</summary>
    public void Trim()
    {
        _spareMessages.Clear();
        _spareMessages.TrimExcess();
    }

    private uint NextSequenceNumber(OutgoingStream stream, bool unordered)
    {
        if (unordered)
            return IsInterleaved ? stream.NextUnordered++ : 0;
        var number = stream.NextOrdered;
        stream.NextOrdered = IsInterleaved ? number + 1 : (ushort)(number + 1);
        return number;
    }

    private void DropHead()
    {
        var stream = _last!.NextActive!;
        var message = stream.Dequeue();
        Deactivate(stream);
        if (stream.Head is not null)
            Activate(stream);
        Subtract(stream, message.Length);
        Recycle(message);
    }

    private void Subtract(OutgoingStream stream, long bytes)
    {
        if (bytes == 0)
            return;
        var before = stream.BufferedBytes;
        stream.BufferedBytes -= bytes;
        BufferedBytes -= bytes;
        if (before > stream.LowThreshold && stream.BufferedBytes <= stream.LowThreshold)
            output.OnBufferedAmountLow(stream.Id);
        if (_wantsWritable && BufferedBytes <= options.SendHighWatermark / 2)
        {
            _wantsWritable = false;
            output.OnWritable();
        }
    }

    private bool MustWait(OutgoingMessage message) =>
        IsInterleaved && _begun >= MaxBegun && message.Fragmented == 0 && message.Length > options.MaxPacketSize / 2;

    private void Hold(OutgoingStream stream)
    {
        Deactivate(stream);
        stream.IsHeld = true;
        _held.Enqueue(stream);
    }

    private void ReleaseHeld()
    {
        while (_held.TryDequeue(out var stream))
        {
            stream.IsHeld = false;
            if (stream.Head is null)
                continue;
            Activate(stream);
            return;
        }
    }

    /// <summary>Puts a stream at the end of the circle, unless it waits outside of it.</summary>
    private void Activate(OutgoingStream stream)
    {
        if (stream.IsHeld)
            return;
        if (_last is null)
        {
            stream.NextActive = stream;
        }
        else
        {
            stream.NextActive = _last.NextActive;
            _last.NextActive = stream;
        }

        _last = stream;
    }

    private void Deactivate(OutgoingStream stream)
    {
        var previous = _last!;
        while (previous.NextActive != stream)
            previous = previous.NextActive!;
        if (previous == stream)
        {
            _last = null;
        }
        else
        {
            previous.NextActive = stream.NextActive;
            if (_last == stream)
                _last = previous;
        }

        stream.NextActive = null;
    }
}

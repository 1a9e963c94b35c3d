using PeerCall.Signaling;

namespace PeerCall.Server.Sessions;

/// <summary>
/// What a session has been told: every sequenced message that its client has not confirmed (docs/protocol.md, section 2.2), with a mark
/// up to where the connection has sent it. It is the send queue and the memory for a resume in one. Safe for several threads.
/// </summary>
internal sealed class SessionLog
{
    /// <summary>The most bytes that are kept, without each message's <c>seq</c>.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The most messages that are kept.</summary>
    public const int MaxMessages = 4_096;

    private const int SmallRing = 8;

    private readonly Lock _gate = new();
    private Entry[] _ring = [];
    private int _head;
    private int _count;
    private long _firstSeq = 1; // of the oldest entry; of the next one when there is none
    private long _nextToSend = 1;
    private long _bytes;
    private long _unsentBytes;
    private object? _reader;

    /// <summary>The greatest <c>seq</c> given.</summary>
    public long LastSeq
    {
        get
        {
            lock (_gate)
            {
                return _firstSeq + _count - 1;
            }
        }
    }

    /// <summary>Messages and bytes that wait to be sent.</summary>
    public (int Messages, long Bytes) Unsent
    {
        get
        {
            lock (_gate)
            {
                return ((int)(_firstSeq + _count - _nextToSend), _unsentBytes);
            }
        }
    }

    /// <summary>
    /// Appends a message. False if it has no room: more is waiting to be sent than may wait, or the client is away and its memory is full. The
    /// session cannot go on then.
    /// </summary>
    /// <param name="message">What the client shall get.</param>
    /// <param name="now">Milliseconds on any steadily rising clock.</param>
    /// <param name="connected">While there is a connection, what was sent may be forgotten to make room.</param>
    public bool TryAppend(OutgoingMessage message, long now, bool connected)
    {
        lock (_gate)
        {
            if (_bytes + message.Length > MaxBytes || _count == MaxMessages)
            {
                while (connected && _count > 0 && _firstSeq < _nextToSend && (_bytes + message.Length > MaxBytes || _count == MaxMessages))
                {
                    DropOldest();
                }

                if (_bytes + message.Length > MaxBytes || _count == MaxMessages)
                {
                    return false;
                }
            }

            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[(_head + _count) & (_ring.Length - 1)] = new Entry(message, now);
            _count++;
            _bytes += message.Length;
            _unsentBytes += message.Length;
            return true;
        }
    }

    /// <summary>True if <paramref name="reader"/> has something to send.</summary>
    public bool HasWorkFor(object reader)
    {
        lock (_gate)
        {
            return _reader == reader && _nextToSend < _firstSeq + _count;
        }
    }

    /// <summary>
    /// Takes the next message to send. False if there is none, or if <paramref name="reader"/> is no longer the one that the log was last opened for.
    /// </summary>
    public bool TryTakeNext(object reader, out OutgoingMessage message, out long seq)
    {
        lock (_gate)
        {
            if (_reader != reader || _nextToSend == _firstSeq + _count)
            {
                message = default;
                seq = 0;
                return false;
            }

            seq = _nextToSend++;
            message = At(seq).Message;
            _unsentBytes -= message.Length;
            return true;
        }
    }

    /// <summary>Since when the oldest unsent message waits, on the clock of <see cref="TryAppend"/>; null if none waits.</summary>
    public long? WaitingSince()
    {
        lock (_gate)
        {
            return _nextToSend == _firstSeq + _count ? null : At(_nextToSend).At;
        }
    }

    /// <summary>Forgets what the client has confirmed. A number that was never sent changes nothing.</summary>
    public void Confirm(long seq)
    {
        lock (_gate)
        {
            while (_count > 0 && _firstSeq <= seq && _firstSeq < _nextToSend)
            {
                DropOldest();
            }

            if (_count == 0 && _ring.Length <= SmallRing)
            {
                _ring = []; // a quiet session holds nothing
                _head = 0;
            }
        }
    }

    /// <summary>
    /// Opens the log for <paramref name="reader"/>, alone, and goes back so that the message after <paramref name="lastSeq"/> is the next to be sent. False,
    /// and nothing changed, if that message is no longer there or never was.
    /// </summary>
    public bool TryOpen(object reader, long lastSeq)
    {
        lock (_gate)
        {
            if (lastSeq < _firstSeq - 1 || lastSeq > _firstSeq + _count - 1)
            {
                return false;
            }

            _reader = reader;
            while (_count > 0 && _firstSeq <= lastSeq)
            {
                DropOldest();
            }

            _nextToSend = _firstSeq;
            _unsentBytes = _bytes;
            return true;
        }
    }

    /// <summary>Everything that is kept, oldest first, and the <c>seq</c> of the first; for a hand-over.</summary>
    public (long FirstSeq, OutgoingMessage[] Messages) Snapshot()
    {
        lock (_gate)
        {
            var messages = new OutgoingMessage[_count];
            for (var i = 0; i < _count; i++)
            {
                messages[i] = At(_firstSeq + i).Message;
            }

            return (_firstSeq, messages);
        }
    }

    /// <summary>The opposite of <see cref="Snapshot"/>, into a new log.</summary>
    public static SessionLog Restore(long firstSeq, IReadOnlyList<OutgoingMessage> messages, long now)
    {
        var log = new SessionLog { _firstSeq = firstSeq, _nextToSend = firstSeq };
        foreach (var message in messages)
        {
            log.TryAppend(message, now, connected: false);
        }

        return log;
    }

    private ref Entry At(long seq) => ref _ring[(_head + (int)(seq - _firstSeq)) & (_ring.Length - 1)];

    private void DropOldest()
    {
        ref var oldest = ref _ring[_head];
        _bytes -= oldest.Message.Length;
        if (_firstSeq >= _nextToSend)
        {
            _unsentBytes -= oldest.Message.Length;
            _nextToSend = _firstSeq + 1;
        }

        oldest = default;
        _head = (_head + 1) & (_ring.Length - 1);
        _firstSeq++;
        _count--;
    }

    private void Grow()
    {
        var larger = new Entry[Math.Max(4, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        _ring = larger;
        _head = 0;
    }

    private readonly record struct Entry(OutgoingMessage Message, long At);
}

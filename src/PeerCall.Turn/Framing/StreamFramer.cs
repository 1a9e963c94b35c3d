using System.Buffers;

namespace PeerCall.Turn.Framing;

/// <summary>
/// Splits the bytes of one TCP or TLS connection into messages. Receive into <see cref="GetBuffer"/>, tell <see cref="Received"/> how many came, then
/// call <see cref="TryRead"/> until it wants more. The buffer is rented, grows with what really arrives and never beyond one message of the greatest length.
/// </summary>
public sealed class StreamFramer : IDisposable
{
    private const int SmallBuffer = 4096;
    private const int LargeBuffer = 65536;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _wanted = SmallBuffer;

    /// <summary>Starts at the first byte of a connection.</summary>
    public StreamFramer(FrameLimits limits) => Limits = limits;

    /// <summary>What may come next; may change between messages.</summary>
    public FrameLimits Limits { get; set; }

    /// <summary>Bytes received that no message has been made of yet.</summary>
    public int Buffered => _end - _start;

    /// <summary>Where to receive into: one byte or more. Ends the life of the last message.</summary>
    /// <exception cref="InvalidOperationException">A whole message of the greatest length is waiting: <see cref="TryRead"/> comes first.</exception>
    public Memory<byte> GetBuffer()
    {
        var room = Math.Max(_wanted, Buffered + 1);
        if (Buffered >= FrameLimits.MaxFrame)
            throw new InvalidOperationException("There are messages to be read first.");
        if (_buffer.Length < room)
            Exchange(ArrayPool<byte>.Shared.Rent(room));
        else if (Buffered == 0 || _buffer.Length - _end < room - Buffered)
            Compact(_buffer);
        return _buffer.AsMemory(_end);
    }

    /// <summary>This many bytes were received into the buffer.</summary>
    public void Received(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        // A receive that fills the buffer says that the sender is quicker than the buffer is large.
        if (count > 0 && _end + count == _buffer.Length)
            _wanted = Math.Min(LargeBuffer, Math.Max(_wanted, _buffer.Length) * 2);
        _end += count;
    }

    /// <summary>Takes the next message.</summary>
    /// <param name="message">The message without padding, until <see cref="GetBuffer"/>, <see cref="Release"/> or <see cref="Dispose"/> is called.</param>
    public FrameStatus TryRead(out ReadOnlySpan<byte> message)
    {
        var bytes = _buffer.AsSpan(_start, Buffered);
        var frame = StreamFrame.Inspect(bytes, bytes.Length, Limits);
        message = default;
        if (frame.Status is FrameStatus.Message)
        {
            message = bytes[..frame.Length];
            _start += frame.PaddedLength;
        }
        return frame.Status;
    }

    /// <summary>Gives the buffer back while nothing is in it, so that an idle connection holds none: for those who wait for data without a buffer.</summary>
    public void Release()
    {
        if (Buffered == 0)
            Exchange([]);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        _start = _end;
        Exchange([]);
    }

    private void Exchange(byte[] next)
    {
        var old = _buffer;
        Compact(next);
        _buffer = next;
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
    }

    private void Compact(byte[] destination)
    {
        var count = Buffered;
        Buffer.BlockCopy(_buffer, _start, destination, 0, count);
        _start = 0;
        _end = count;
    }
}

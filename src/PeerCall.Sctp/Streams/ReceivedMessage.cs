namespace PeerCall.Sctp;

/// <summary>
/// A whole message as the peer sent it, in pooled memory. Whoever receives it owns it: disposes it exactly once, on any thread, and
/// tells the association when it has been read (<see cref="SctpAssociation.Consume"/>), which reopens the receiver window.
/// </summary>
public readonly struct ReceivedMessage : IDisposable, IEquatable<ReceivedMessage>
{
    /// <summary>What a message costs beside its bytes, so that many small ones close the window as well.</summary>
    internal const int Overhead = 64;

    private readonly byte[] _buffer;

    internal ReceivedMessage(byte[] buffer, int length, ushort streamId, uint payloadProtocol, bool isUnordered)
    {
        _buffer = buffer;
        Length = length;
        StreamId = streamId;
        PayloadProtocol = payloadProtocol;
        IsUnordered = isUnordered;
    }

    /// <summary>The stream it came on.</summary>
    public ushort StreamId { get; }

    /// <summary>Payload protocol identifier (PPID); those of WebRTC are in RFC 8831 §8.</summary>
    public uint PayloadProtocol { get; }

    /// <summary>Whether the sender asked for unordered delivery.</summary>
    public bool IsUnordered { get; }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>The bytes; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Bytes of the receiver window that the message holds until it is consumed.</summary>
    public int WindowCharge => Length + Overhead;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            BufferPool.Return(_buffer);
    }

    /// <summary>The same message, with fewer bytes: how an empty message, which SCTP cannot carry, is shown (RFC 8831 §6.6).</summary>
    internal ReceivedMessage WithLength(int length) => new(_buffer, length, StreamId, PayloadProtocol, IsUnordered);

    /// <inheritdoc/>
    public bool Equals(ReceivedMessage other) => ReferenceEquals(_buffer, other._buffer) && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReceivedMessage other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_buffer, Length);

    /// <summary>Whether both are the same message.</summary>
    public static bool operator ==(ReceivedMessage left, ReceivedMessage right) => left.Equals(right);

    /// <summary>Whether both are different messages.</summary>
    public static bool operator !=(ReceivedMessage left, ReceivedMessage right) => !left.Equals(right);
}

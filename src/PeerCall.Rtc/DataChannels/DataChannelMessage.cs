using System.Text;
using PeerCall.Sctp;

namespace PeerCall.Rtc;

/// <summary>
/// A message that came on a <see cref="DataChannel"/>, in pooled memory: dispose of it when it has been read. A message that is not disposed of
/// costs its memory's reuse, nothing else. Copies of this value are the same message.
/// </summary>
public readonly struct DataChannelMessage : IDisposable, IEquatable<DataChannelMessage>
{
    private readonly MessageMemory _memory;
    private readonly int _version;

    internal DataChannelMessage(MessageMemory memory, bool isText)
    {
        _memory = memory;
        _version = memory.Version;
        IsText = isText;
    }

    /// <summary>Whether the other end sent it as a string; if not it is binary (RFC 8831 §8).</summary>
    public bool IsText { get; }

    /// <summary>Bytes; 0 is a message too.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public int Length => Message.Length;

    /// <summary>The bytes, UTF-8 if it is text. Not to be used after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public ReadOnlyMemory<byte> Data => Message.Memory;

    /// <summary>The bytes as a string; what is not UTF-8 in them becomes U+FFFD, as in a browser. Made at each call.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public string Text => Encoding.UTF8.GetString(Message.Span);

    /// <summary>Bytes of the receiver window that it holds until it is read.</summary>
    internal int WindowCharge => Message.WindowCharge;

    private ReceivedMessage Message => _memory?.Read(_version) ?? default;

    /// <summary>Gives the memory back. Idempotent, from any thread.</summary>
    public void Dispose() => _memory?.Release(_version);

    /// <inheritdoc/>
    public bool Equals(DataChannelMessage other) => ReferenceEquals(_memory, other._memory) && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DataChannelMessage other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_memory, _version);

    /// <summary>Whether both are the same message.</summary>
    public static bool operator ==(DataChannelMessage left, DataChannelMessage right) => left.Equals(right);

    /// <summary>Whether both are different messages.</summary>
    public static bool operator !=(DataChannelMessage left, DataChannelMessage right) => !left.Equals(right);
}

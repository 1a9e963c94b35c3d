namespace PeerCall.Stun;

/// <summary>One row of the table <see cref="StunAttributes"/>: a type and how its value is read and written.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class StunAttribute<T>
{
    private readonly Reader _read;
    private readonly Writer _write;

    internal StunAttribute(StunAttributeType type, Reader read, Writer write)
    {
        Type = type;
        _read = read;
        _write = write;
    }

    /// <summary>Reads a value; false if the bytes are not one.</summary>
    internal delegate bool Reader(ReadOnlySpan<byte> bytes, TransactionId transactionId, out T value);

    /// <summary>Writes a value and returns its length without padding.</summary>
    internal delegate int Writer(Span<byte> destination, T value, TransactionId transactionId);

    /// <summary>Type.</summary>
    public StunAttributeType Type { get; }

    internal bool TryRead(ReadOnlySpan<byte> bytes, TransactionId transactionId, out T value) => _read(bytes, transactionId, out value);

    internal int Write(Span<byte> destination, T value, TransactionId transactionId) => _write(destination, value, transactionId);
}

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

    /// <summary>
    /// Reads one attribute of <see cref="StunMessage.Attributes"/>, for the few types that a message may have several of (XOR-PEER-ADDRESS in
    /// CreatePermission); false if it is of another type or cannot be read.
    /// </summary>
    public bool TryRead(StunAttributeView attribute, TransactionId transactionId, out T value)
    {
        value = default!;
        return attribute.Type == Type && _read(attribute.Value, transactionId, out value);
    }

    internal bool TryRead(ReadOnlySpan<byte> bytes, TransactionId transactionId, out T value) => _read(bytes, transactionId, out value);

    internal int Write(Span<byte> destination, T value, TransactionId transactionId) => _write(destination, value, transactionId);
}

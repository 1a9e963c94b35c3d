namespace PeerCall.Stun;

/// <summary>
/// The algorithms of PASSWORD-ALGORITHMS (RFC 8489 §14.11), read in place; the server's favourite comes first. A client sends back the very bytes
/// (<see cref="Bytes"/>), and a server compares them with those it sent: that is what a man in the middle cannot shorten.
/// </summary>
public readonly ref struct PasswordAlgorithmList
{
    private PasswordAlgorithmList(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The attribute's value.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Reads a value; false if an entry ends beyond it, or there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PasswordAlgorithmList list)
    {
        list = new PasswordAlgorithmList(bytes);
        var rest = bytes;
        while (rest.Length > 0)
        {
            if (!PasswordAlgorithmValue.TryReadNext(rest, out _, out var length, out var padded) || length > rest.Length)
            {
                list = default;
                return false;
            }
            rest = padded < rest.Length ? rest[padded..] : default;
        }
        return bytes.Length > 0;
    }

    /// <summary>Writes a value.</summary>
    /// <returns>Its length, 4 bytes for each algorithm.</returns>
    /// <exception cref="ArgumentException">No room, or <see cref="PasswordAlgorithm.None"/> among them.</exception>
    public static int Write(Span<byte> destination, params ReadOnlySpan<PasswordAlgorithm> algorithms)
    {
        var length = 0;
        foreach (var algorithm in algorithms)
            length += PasswordAlgorithmValue.Write(destination[length..], algorithm, default);
        return length;
    }

    /// <summary>The first that PeerCall knows (RFC 8489 §9.2.5: a client takes the first that it can use); None without.</summary>
    public PasswordAlgorithm FirstKnown()
    {
        foreach (var algorithm in this)
        {
            if (algorithm is not PasswordAlgorithm.None)
                return algorithm;
        }
        return PasswordAlgorithm.None;
    }

    /// <summary>Whether the algorithm is among them.</summary>
    public bool Contains(PasswordAlgorithm algorithm)
    {
        foreach (var entry in this)
        {
            if (entry == algorithm)
                return true;
        }
        return false;
    }

    /// <summary>For <c>foreach</c>; unknown algorithms come as <see cref="PasswordAlgorithm.None"/>.</summary>
    public Enumerator GetEnumerator() => new(Bytes);

    /// <summary>Walks over the algorithms.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The algorithm that was reached.</summary>
        public PasswordAlgorithm Current { get; private set; }

        /// <summary>Goes to the next algorithm.</summary>
        public bool MoveNext()
        {
            if (!PasswordAlgorithmValue.TryReadNext(_rest, out var algorithm, out _, out var padded))
                return false;
            Current = algorithm;
            _rest = padded < _rest.Length ? _rest[padded..] : default;
            return true;
        }
    }
}

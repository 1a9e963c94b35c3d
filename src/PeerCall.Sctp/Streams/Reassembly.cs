using System.Runtime.InteropServices;

namespace PeerCall.Sctp;

/// <summary>What became of a fragment.</summary>
internal enum ReassemblyResult
{
    /// <summary>Kept until the others are there.</summary>
    Incomplete,

    /// <summary>It was the last one missing: the message is whole.</summary>
    Complete,

    /// <summary>The message would be longer than allowed.</summary>
    TooLarge,

    /// <summary>Two fragments claim the same place.</summary>
    Conflict,
}

/// <summary>
/// Fragments of messages that are not whole yet (RFC 9260 §6.9, RFC 8260 §2.2.3). Neighbouring fragments of a message form a run whose
/// two ends know each other, so that a fragment costs the same wherever it arrives; a run from B to E is a message.
/// </summary>
internal sealed class Reassembly(int maxMessageSize)
{
    private readonly Dictionary<FragmentKey, Fragment> _fragments = [];

    /// <summary>Bytes held, with <see cref="ReceivedMessage.Overhead"/> for each fragment.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Takes the bytes of a chunk.</summary>
    public ReassemblyResult Add(in DataChunk chunk, out ReceivedMessage message)
    {
        message = default;
        if (chunk.Payload.Length > maxMessageSize)
            return ReassemblyResult.TooLarge;
        const DataFlags whole = DataFlags.Begin | DataFlags.End;
        if ((chunk.Flags & whole) == whole)
        {
            var buffer = BufferPool.Rent(chunk.Payload.Length);
            chunk.Payload.CopyTo(buffer);
            message = new ReceivedMessage(buffer, chunk.Payload.Length, chunk.StreamId, chunk.PayloadProtocol, IsUnordered(chunk.Flags));
            return ReassemblyResult.Complete;
        }

        return AddFragment(chunk, out message);
    }

    /// <summary>Drops incomplete messages with DATA fragments up to a TSN that the peer has given up (RFC 3758 §3.6).</summary>
    public void DropThrough(uint fromTsn, uint throughTsn)
    {
        if (_fragments.Count == 0)
            return;
        if (SerialNumber.Distance(fromTsn, throughTsn) < (uint)_fragments.Count)
        {
            for (var tsn = fromTsn; SerialNumber.LessOrEqual(tsn, throughTsn); tsn++)
                Drop(FragmentKey.OfData(tsn));
            // What came of a message given up half way lies right before.
            for (var tsn = unchecked(fromTsn - 1); Drop(FragmentKey.OfData(tsn)); tsn--)
            {
            }

            return;
        }

        foreach (var key in _fragments.Keys)
        {
            if (key.IsData && SerialNumber.LessOrEqual(key.Index, throughTsn))
                Drop(key);
        }
    }

    /// <summary>Drops incomplete I-DATA messages of a stream up to a MID that the peer has given up (RFC 8260 §2.3.1).</summary>
    public void DropThrough(SkippedMessage skipped)
    {
        foreach (var (key, fragment) in _fragments)
        {
            if (!key.IsData && fragment.StreamId == skipped.StreamId && IsUnordered(fragment.Flags) == skipped.IsUnordered
                && SerialNumber.LessOrEqual(fragment.SequenceNumber, skipped.SequenceNumber))
            {
                Drop(key);
            }
        }
    }

    /// <summary>Drops incomplete I-DATA messages of streams that were reset; none means all.</summary>
    public void DropStreams(ReadOnlySpan<ushort> streams)
    {
        foreach (var (key, fragment) in _fragments)
        {
            if (!key.IsData && (streams.IsEmpty || streams.Contains(fragment.StreamId)))
                Drop(key);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        foreach (var fragment in _fragments.Values)
            BufferPool.Return(fragment.Buffer);
        _fragments.Clear();
        HeldBytes = 0;
    }

    /// <summary>Gives up memory kept for reuse.</summary>
    public void Trim()
    {
        if (_fragments.Count == 0)
            _fragments.TrimExcess();
    }

    private static bool IsUnordered(DataFlags flags) => flags.Has(DataFlags.Unordered);

    private ReassemblyResult AddFragment(in DataChunk chunk, out ReceivedMessage message)
    {
        message = default;
        var key = FragmentKey.Of(chunk);
        ref var fragment = ref CollectionsMarshal.GetValueRefOrAddDefault(_fragments, key, out var exists);
        if (exists)
            return ReassemblyResult.Conflict;
        fragment = new Fragment
        {
            Buffer = BufferPool.Rent(chunk.Payload.Length),
            Length = chunk.Payload.Length,
            Flags = chunk.Flags,
            StreamId = chunk.StreamId,
            SequenceNumber = chunk.SequenceNumber,
            PayloadProtocol = chunk.PayloadProtocol,
            OtherEnd = key.Index,
            RunBytes = chunk.Payload.Length,
        };
        chunk.Payload.CopyTo(fragment.Buffer);
        HeldBytes += chunk.Payload.Length + ReceivedMessage.Overhead;

        var first = key;
        var last = key;
        long bytes = fragment.Length;
        if (!chunk.Flags.Has(DataFlags.Begin))
        {
            ref var left = ref CollectionsMarshal.GetValueRefOrNullRef(_fragments, key.Previous);
            if (IsNeighbour(ref left, chunk, DataFlags.End))
            {
                first = key with { Index = left.OtherEnd };
                bytes += left.RunBytes;
            }
        }

        if (!chunk.Flags.Has(DataFlags.End))
        {
            ref var right = ref CollectionsMarshal.GetValueRefOrNullRef(_fragments, key.Next);
            if (IsNeighbour(ref right, chunk, DataFlags.Begin))
            {
                last = key with { Index = right.OtherEnd };
                bytes += right.RunBytes;
            }
        }

        if (bytes > maxMessageSize)
            return ReassemblyResult.TooLarge;
        ref var firstFragment = ref CollectionsMarshal.GetValueRefOrNullRef(_fragments, first);
        ref var lastFragment = ref CollectionsMarshal.GetValueRefOrNullRef(_fragments, last);
        firstFragment.OtherEnd = last.Index;
        lastFragment.OtherEnd = first.Index;
        firstFragment.RunBytes = lastFragment.RunBytes = bytes;
        if (!firstFragment.Flags.Has(DataFlags.Begin) || !lastFragment.Flags.Has(DataFlags.End))
            return ReassemblyResult.Incomplete;
        message = Join(first, last, (int)bytes, firstFragment.PayloadProtocol);
        return ReassemblyResult.Complete;
    }

    /// <summary>Whether the fragment exists, belongs to the same message, and does not end it on the side where the chunk would join.</summary>
    private static bool IsNeighbour(ref Fragment fragment, in DataChunk chunk, DataFlags barrier) =>
        !System.Runtime.CompilerServices.Unsafe.IsNullRef(ref fragment)
        && !fragment.Flags.Has(barrier)
        && fragment.StreamId == chunk.StreamId
        && IsUnordered(fragment.Flags) == IsUnordered(chunk.Flags)
        && (fragment.SequenceNumber == chunk.SequenceNumber || (IsUnordered(chunk.Flags) && !chunk.IsInterleaved));

    private ReceivedMessage Join(FragmentKey first, FragmentKey last, int length, uint payloadProtocol)
    {
        var buffer = BufferPool.Rent(length);
        var offset = 0;
        ushort stream = 0;
        var unordered = false;
        for (var key = first; ; key = key.Next)
        {
            _fragments.Remove(key, out var fragment);
            fragment.Buffer.AsSpan(0, fragment.Length).CopyTo(buffer.AsSpan(offset));
            offset += fragment.Length;
            stream = fragment.StreamId;
            unordered = IsUnordered(fragment.Flags);
            Release(fragment);
            if (key == last)
                break;
        }

        return new ReceivedMessage(buffer, length, stream, payloadProtocol, unordered);
    }

    private bool Drop(FragmentKey key)
    {
        if (!_fragments.Remove(key, out var fragment))
            return false;
        Release(fragment);
        return true;
    }

    private void Release(Fragment fragment)
    {
        BufferPool.Return(fragment.Buffer);
        HeldBytes -= fragment.Length + ReceivedMessage.Overhead;
    }

    /// <summary>The place of a fragment: the TSN for DATA; stream, order, MID and FSN for I-DATA.</summary>
    private readonly record struct FragmentKey(ulong Message, uint Index)
    {
        public bool IsData => Message == 0;

        public FragmentKey Previous => this with { Index = unchecked(Index - 1) };

        public FragmentKey Next => this with { Index = unchecked(Index + 1) };

        public static FragmentKey OfData(uint tsn) => new(0, tsn);

        public static FragmentKey Of(in DataChunk chunk) => chunk.IsInterleaved
            ? new FragmentKey((1UL << 63) | (IsUnordered(chunk.Flags) ? 1UL << 48 : 0) | ((ulong)chunk.StreamId << 32) | chunk.SequenceNumber, chunk.FragmentNumber)
            : OfData(chunk.Tsn);
    }

    private struct Fragment
    {
        public byte[] Buffer;
        public int Length;
        public DataFlags Flags;
        public ushort StreamId;
        public uint SequenceNumber;
        public uint PayloadProtocol;

        // Valid at both ends of a run only.
        public uint OtherEnd;
        public long RunBytes;
    }
}

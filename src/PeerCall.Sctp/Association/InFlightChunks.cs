namespace PeerCall.Sctp;

/// <summary>A DATA chunk that has a TSN, until the cumulative acknowledgement passes it.</summary>
internal struct InFlightChunk
{
    /// <summary>The message; the chunk's bytes are <see cref="Length"/> from <see cref="Offset"/>.</summary>
    public OutgoingMessage Message;
    public int Offset;
    public int Length;
    public uint Fragment;

    /// <summary>The last TSN that had been given when the chunk was last sent: only a later one's arrival says that this one is missing.</summary>
    public uint SentBefore;
    public int Transmissions;
    public byte Misses;
    public DataFlags Flags;
}

/// <summary>
/// The chunks from the cumulative acknowledgement to the last TSN given: a ring indexed by TSN. Each is in one of four sets: outstanding
/// (in the network), acknowledged by a gap block, lost (to be sent again) or abandoned. The sets are bitmaps, so that walking one costs
/// what it holds.
/// </summary>
internal sealed class InFlightChunks(bool interleaved)
{
    private const int InitialCapacity = 64;

    private InFlightChunk[] _chunks = new InFlightChunk[InitialCapacity];

    /// <summary>The first TSN not cumulatively acknowledged.</summary>
    public uint First { get; private set; }

    /// <summary>The TSN that the next new chunk gets.</summary>
    public uint Next { get; private set; }

    public TsnBitmap Outstanding { get; } = new(InitialCapacity);

    public TsnBitmap GapAcknowledged { get; } = new(InitialCapacity);

    public TsnBitmap Lost { get; } = new(InitialCapacity);

    public TsnBitmap Abandoned { get; } = new(InitialCapacity);

    /// <summary>Bytes of outstanding chunks, headers included.</summary>
    public long Bytes { get; private set; }

    public int OutstandingCount { get; private set; }

    public int LostCount { get; private set; }

    public bool IsEmpty => First == Next;

    private uint Mask => (uint)_chunks.Length - 1;

    public ref InFlightChunk this[uint tsn] => ref _chunks[tsn & Mask];

    /// <summary>Whether a TSN was given and is not cumulatively acknowledged.</summary>
    public bool Contains(uint tsn) => SerialNumber.LessOrEqual(First, tsn) && SerialNumber.Less(tsn, Next);

    /// <summary>Starts, empty, with the TSN that the first chunk will get.</summary>
    public void Start(uint initialTsn)
    {
        First = Next = initialTsn;
        Resize(InitialCapacity);
        Outstanding.Clear(0, uint.MaxValue);
        GapAcknowledged.Clear(0, uint.MaxValue);
        Lost.Clear(0, uint.MaxValue);
        Abandoned.Clear(0, uint.MaxValue);
        Bytes = 0;
        OutstandingCount = LostCount = 0;
    }

    /// <summary>Gives the next TSN to a chunk, which belongs to no set yet.</summary>
    public uint Append(OutgoingMessage message, int offset, int length, DataFlags flags, uint fragment)
    {
        if (SerialNumber.Distance(First, Next) == (uint)_chunks.Length)
            Resize(_chunks.Length * 2);
        var tsn = Next++;
        this[tsn] = new InFlightChunk { Message = message, Offset = offset, Length = length, Flags = flags, Fragment = fragment };
        if (message.Outstanding++ == 0 && flags.Has(DataFlags.Begin))
            message.FirstTsn = tsn;
        message.Stream.Outstanding++;
        return tsn;
    }

    /// <summary>The chunk was put into a packet.</summary>
    public void MarkSent(uint tsn)
    {
        ref var chunk = ref this[tsn];
        if (Lost[tsn])
        {
            Lost[tsn] = false;
            LostCount--;
        }

        chunk.SentBefore = unchecked(Next - 1);
        chunk.Transmissions++;
        chunk.Misses = 0;
        Outstanding[tsn] = true;
        OutstandingCount++;
        Bytes += WireSize(chunk.Length);
    }

    /// <summary>The chunk is acknowledged by a gap block. Returns its bytes if it was not abandoned.</summary>
    public int MarkGapAcknowledged(uint tsn)
    {
        GapAcknowledged[tsn] = true;
        return Leave(tsn) ? WireSize(this[tsn].Length) : 0;
    }

    /// <summary>The chunk counts as lost and waits to be sent again.</summary>
    public void MarkLost(uint tsn)
    {
        if (!Leave(tsn))
            return;
        Lost[tsn] = true;
        LostCount++;
    }

    /// <summary>The chunk is not sent again.</summary>
    public void MarkAbandoned(uint tsn)
    {
        Leave(tsn);
        Abandoned[tsn] = true;
    }

    /// <summary>
    /// After a timeout what gap blocks said counts no more, since the peer may have dropped it again (RFC 9260 §6.2.1 D ii):
    /// everything is lost until it is acknowledged anew.
    /// </summary>
    public void MarkAllLost()
    {
        for (var tsn = GapAcknowledged.Next(First, Next); tsn != Next; tsn = GapAcknowledged.Next(tsn, Next))
        {
            GapAcknowledged[tsn] = false;
            if (Abandoned[tsn])
                continue;
            Lost[tsn] = true;
            LostCount++;
        }

        for (var tsn = Outstanding.Next(First, Next); tsn != Next; tsn = Outstanding.Next(tsn, Next))
            MarkLost(tsn);
    }

    /// <summary>Removes the first chunk, which is cumulatively acknowledged. Returns its bytes if that is news.</summary>
    public int RemoveFirst(out OutgoingMessage message)
    {
        var tsn = First++;
        var bytes = Leave(tsn) ? WireSize(this[tsn].Length) : 0;
        GapAcknowledged[tsn] = false;
        Abandoned[tsn] = false;
        ref var chunk = ref this[tsn];
        message = chunk.Message;
        message.Outstanding--;
        message.Stream.Outstanding--;
        chunk.Message = null!;
        return bytes;
    }

    /// <summary>Gives up memory that a large window needed.</summary>
    public void Trim()
    {
        if (IsEmpty && _chunks.Length > InitialCapacity)
            Resize(InitialCapacity);
    }

    private int WireSize(int length) => Padding.Padded(DataChunk.HeaderSizeOf(interleaved) + length);

    /// <summary>Takes the chunk out of the set of outstanding or lost ones. Returns whether it was in one.</summary>
    private bool Leave(uint tsn)
    {
        if (Outstanding[tsn])
        {
            Outstanding[tsn] = false;
            OutstandingCount--;
            Bytes -= WireSize(this[tsn].Length);
            return true;
        }

        if (!Lost[tsn])
            return false;
        Lost[tsn] = false;
        LostCount--;
        return true;
    }

    private void Resize(int capacity)
    {
        if (capacity == _chunks.Length)
            return;
        var chunks = new InFlightChunk[capacity];
        for (var tsn = First; tsn != Next; tsn++)
            chunks[tsn & ((uint)capacity - 1)] = this[tsn];
        _chunks = chunks;
        Outstanding.Resize(capacity, First, Next);
        GapAcknowledged.Resize(capacity, First, Next);
        Lost.Resize(capacity, First, Next);
        Abandoned.Resize(capacity, First, Next);
    }
}

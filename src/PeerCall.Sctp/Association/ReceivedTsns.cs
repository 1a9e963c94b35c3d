using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>What arrived: the cumulative TSN, and a bitmap of what lies beyond it. Writes SACKs (RFC 9260 §3.3.4, §6.2).</summary>
internal sealed class ReceivedTsns
{
    /// <summary>A gap block's offsets have 16 bits.</summary>
    public const int MaxSpan = 65_535;

    private const int InitialCapacity = 1024;
    private const int MaxDuplicates = 16;

    private readonly TsnBitmap _beyond = new(InitialCapacity);
    private readonly uint[] _duplicates = new uint[MaxDuplicates];
    private int _duplicateCount;

    /// <summary>Everything up to here arrived or was given up.</summary>
    public uint Cumulative { get; private set; }

    /// <summary>The highest TSN that arrived.</summary>
    public uint Highest { get; private set; }

    public bool HasGaps => Highest != Cumulative;

    public void Start(uint initialTsn)
    {
        Cumulative = Highest = unchecked(initialTsn - 1);
        _beyond.Clear(0, uint.MaxValue);
        _duplicateCount = 0;
    }

    /// <summary>Whether a TSN is known already.</summary>
    public bool IsDuplicate(uint tsn) =>
        SerialNumber.LessOrEqual(tsn, Cumulative) || (SerialNumber.LessOrEqual(tsn, Highest) && _beyond[tsn]);

    /// <summary>Whether a TSN that is new can be told to the peer.</summary>
    public bool IsInWindow(uint tsn) => SerialNumber.Distance(Cumulative, tsn) <= MaxSpan;

    public void AddDuplicate(uint tsn)
    {
        if (_duplicateCount < MaxDuplicates)
            _duplicates[_duplicateCount++] = tsn;
    }

    /// <summary>Takes a TSN that is new and in the window.</summary>
    public void Add(uint tsn)
    {
        if (tsn == unchecked(Cumulative + 1) && !HasGaps)
        {
            Cumulative = Highest = tsn;
            return;
        }

        Reserve(tsn);
        _beyond[tsn] = true;
        if (SerialNumber.Less(Highest, tsn))
            Highest = tsn;
        if (tsn == unchecked(Cumulative + 1))
            Advance();
    }

    /// <summary>The peer has given up everything up to here (RFC 3758 §3.6).</summary>
    public void Skip(uint throughTsn)
    {
        if (SerialNumber.LessOrEqual(Highest, throughTsn))
        {
            _beyond.Clear(Cumulative, unchecked(Highest + 1));
            Cumulative = Highest = throughTsn;
            return;
        }

        _beyond.Clear(Cumulative, unchecked(throughTsn + 1));
        Cumulative = throughTsn;
        Advance();
    }

    /// <summary>Adds a SACK with as many gap blocks and duplicates as fit.</summary>
    public void Write(PacketWriter packet, uint window)
    {
        var room = (packet.Remaining - Chunk.HeaderSize - SackChunk.FixedSize) / SackChunk.BlockSize;
        var gaps = CountGaps(room);
        var duplicates = Math.Min(_duplicateCount, room - gaps);
        var body = packet.Append(ChunkType.Sack, 0, SackChunk.FixedSize + ((gaps + duplicates) * SackChunk.BlockSize));
        BinaryPrimitives.WriteUInt32BigEndian(body, Cumulative);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], window);
        BinaryPrimitives.WriteUInt16BigEndian(body[8..], (ushort)gaps);
        BinaryPrimitives.WriteUInt16BigEndian(body[10..], (ushort)duplicates);
        var offset = SackChunk.FixedSize;
        var tsn = Cumulative;
        for (var i = 0; i < gaps; i++, offset += SackChunk.BlockSize)
        {
            NextGap(ref tsn, out var first, out var last);
            BinaryPrimitives.WriteUInt16BigEndian(body[offset..], (ushort)SerialNumber.Distance(Cumulative, first));
            BinaryPrimitives.WriteUInt16BigEndian(body[(offset + 2)..], (ushort)SerialNumber.Distance(Cumulative, last));
        }

        for (var i = 0; i < duplicates; i++, offset += SackChunk.BlockSize)
            BinaryPrimitives.WriteUInt32BigEndian(body[offset..], _duplicates[i]);
        _duplicateCount = 0;
    }

    /// <summary>Gives up memory that a large window needed.</summary>
    public void Trim()
    {
        if (!HasGaps && _beyond.Capacity > InitialCapacity)
            _beyond.Resize(InitialCapacity, Cumulative, Cumulative);
    }

    private int CountGaps(int most)
    {
        var gaps = 0;
        var tsn = Cumulative;
        while (gaps < most && tsn != Highest)
        {
            NextGap(ref tsn, out _, out _);
            gaps++;
        }

        return gaps;
    }

    private void NextGap(ref uint tsn, out uint first, out uint last)
    {
        var end = unchecked(Highest + 1);
        first = _beyond.Next(unchecked(tsn + 1), end);
        last = unchecked(_beyond.Next(first, end, false) - 1);
        tsn = last;
    }

    private void Advance()
    {
        var end = unchecked(Highest + 1);
        var next = _beyond.Next(unchecked(Cumulative + 1), end, false);
        _beyond.Clear(unchecked(Cumulative + 1), next);
        Cumulative = unchecked(next - 1);
    }

    private void Reserve(uint tsn)
    {
        var span = SerialNumber.Distance(Cumulative, tsn) + 1;
        if (span <= (uint)_beyond.Capacity)
            return;
        var capacity = _beyond.Capacity;
        while ((uint)capacity < span)
            capacity *= 2;
        _beyond.Resize(capacity, unchecked(Cumulative + 1), unchecked(Highest + 1));
    }
}

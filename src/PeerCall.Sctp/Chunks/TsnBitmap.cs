using System.Numerics;

namespace PeerCall.Sctp;

/// <summary>
/// A ring of bits indexed by TSN. It knows nothing of its window's ends: the owner keeps bits outside of the window clear and
/// makes room before the window outgrows <see cref="Capacity"/>. Searches go 64 numbers at a time.
/// </summary>
internal sealed class TsnBitmap(int capacity)
{
    private ulong[] _words = new ulong[capacity / 64];

    /// <summary>Numbers that the window may span: a power of two, at least 64.</summary>
    public int Capacity => _words.Length * 64;

    private uint WordMask => (uint)_words.Length - 1;

    public bool this[uint tsn]
    {
        get => (_words[(tsn >> 6) & WordMask] & (1UL << (int)(tsn & 63))) != 0;
        set
        {
            ref var word = ref _words[(tsn >> 6) & WordMask];
            var bit = 1UL << (int)(tsn & 63);
            word = value ? word | bit : word & ~bit;
        }
    }

    /// <summary>The first number in [<paramref name="from"/>, <paramref name="to"/>) whose bit is <paramref name="value"/>, or <paramref name="to"/>.</summary>
    public uint Next(uint from, uint to, bool value = true)
    {
        while (from != to)
        {
            var word = _words[(from >> 6) & WordMask];
            word = (value ? word : ~word) >> (int)(from & 63);
            var left = SerialNumber.Distance(from, to);
            if (word != 0)
            {
                var step = (uint)BitOperations.TrailingZeroCount(word);
                return step < left ? unchecked(from + step) : to;
            }

            var rest = 64 - (from & 63);
            if (rest >= left)
                return to;
            from = unchecked(from + rest);
        }

        return to;
    }

    /// <summary>Clears [<paramref name="from"/>, <paramref name="to"/>); all of it if the range is wider than the ring.</summary>
    public void Clear(uint from, uint to)
    {
        if (SerialNumber.Distance(from, to) >= (uint)Capacity)
        {
            Array.Clear(_words);
            return;
        }

        while (from != to)
        {
            var offset = (int)(from & 63);
            var count = Math.Min(64 - (uint)offset, SerialNumber.Distance(from, to));
            var mask = count == 64 ? ulong.MaxValue : ((1UL << (int)count) - 1) << offset;
            _words[(from >> 6) & WordMask] &= ~mask;
            from = unchecked(from + count);
        }
    }

    /// <summary>Changes the capacity and keeps the bits of [<paramref name="from"/>, <paramref name="to"/>), which fits both.</summary>
    public void Resize(int capacity, uint from, uint to)
    {
        var old = _words;
        var words = new ulong[capacity / 64];
        var mask = (uint)words.Length - 1;
        if (from != to)
        {
            var last = unchecked(to - 1) >> 6;
            for (var word = from >> 6; ; word = (word + 1) & 0x3FFFFFF)
            {
                words[word & mask] = old[word & ((uint)old.Length - 1)];
                if (word == last)
                    break;
            }

            // A full ring keeps its first and last numbers in one word; each end takes its own bits only.
            words[(from >> 6) & mask] &= ulong.MaxValue << (int)(from & 63);
            if ((to & 63) != 0)
                words[last & mask] &= (1UL << (int)(to & 63)) - 1;
        }

        _words = words;
    }
}

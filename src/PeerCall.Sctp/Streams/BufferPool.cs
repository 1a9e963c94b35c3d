using System.Numerics;

namespace PeerCall.Sctp;

/// <summary>
/// Message buffers for all associations of the process: powers of two from 64 B to 1 MiB, at most <see cref="KeptBytes"/> kept of each
/// size. Unlike <see cref="System.Buffers.ArrayPool{T}"/> it keeps enough of the middle sizes for a full send window, and idle
/// associations hold nothing.
/// </summary>
internal static class BufferPool
{
    private const int SmallestLog2 = 6;
    private const int LargestLog2 = 20;
    private const int KeptBytes = 8 << 20;
    private const int KeptBuffers = 16384;

    private static readonly SizeClass[] Classes = CreateClasses();

    /// <summary>A buffer of at least <paramref name="size"/> bytes, with whatever they held before.</summary>
    public static byte[] Rent(int size)
    {
        var index = ClassOf(size);
        return index < Classes.Length ? Classes[index].Rent() : GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>Takes back what <see cref="Rent"/> gave, once.</summary>
    public static void Return(byte[] buffer)
    {
        var index = ClassOf(buffer.Length);
        if (index < Classes.Length && buffer.Length == 1 << (index + SmallestLog2))
            Classes[index].Return(buffer);
    }

    private static int ClassOf(int size) =>
        size <= 1 << SmallestLog2 ? 0 : BitOperations.Log2((uint)size - 1) + 1 - SmallestLog2;

    private static SizeClass[] CreateClasses()
    {
        var classes = new SizeClass[LargestLog2 - SmallestLog2 + 1];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = new SizeClass(1 << (i + SmallestLog2));
        return classes;
    }

    private sealed class SizeClass(int size)
    {
        private readonly Lock _lock = new();
        private readonly int _limit = Math.Min(KeptBuffers, KeptBytes / size);
        private byte[][] _free = [];
        private int _count;

        public byte[] Rent()
        {
            lock (_lock)
            {
                if (_count > 0)
                    return _free[--_count];
            }

            return GC.AllocateUninitializedArray<byte>(size);
        }

        public void Return(byte[] buffer)
        {
            lock (_lock)
            {
                if (_count == _limit)
                    return;
                if (_count == _free.Length)
                    Array.Resize(ref _free, Math.Min(_limit, Math.Max(16, 2 * _count)));
                _free[_count++] = buffer;
            }
        }
    }
}

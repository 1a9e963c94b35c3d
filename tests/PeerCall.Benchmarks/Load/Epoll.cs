using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Load;

/// <summary>
/// epoll(7), level-triggered. The runtime's own socket engine would put a thread-pool hop between the kernel and the
/// clock reading, and that hop is just what the servers are measured for.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    /// <summary>The descriptor can be read, or its peer has closed (EPOLLIN).</summary>
    public const uint Readable = 0x001;

    /// <summary>The descriptor takes bytes again (EPOLLOUT).</summary>
    public const uint Writable = 0x004;

    /// <summary>Ready descriptors taken from the kernel at once.</summary>
    public const int Batch = 128;

    private const int Add = 1;
    private const int Modify = 3;

    // struct epoll_event is packed on x86-64 only: 12 bytes there, 16 with the data at 8 elsewhere.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly int _descriptor;
    private readonly byte[] _ready = GC.AllocateArray<byte>(Batch * 16, pinned: true);

    /// <summary>Opens an epoll instance.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public Epoll()
    {
        _descriptor = epoll_create1(0x80000); // EPOLL_CLOEXEC: the servers started later must not inherit it
        if (_descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Watches a descriptor; <paramref name="key"/> comes back from <see cref="Ready"/>.</summary>
    public void Watch(int descriptor, int key, uint events) => Control(Add, descriptor, key, events);

    /// <summary>Changes what a watched descriptor is watched for.</summary>
    public void Change(int descriptor, int key, uint events) => Control(Modify, descriptor, key, events);

    /// <summary>Waits for ready descriptors.</summary>
    /// <param name="timeoutMs">Milliseconds; 0 returns at once.</param>
    /// <returns>How many are ready, to be read with <see cref="Ready"/>.</returns>
    public int Wait(int timeoutMs)
    {
        fixed (byte* ready = _ready)
        {
            var count = epoll_wait(_descriptor, ready, Batch, timeoutMs);
            return Math.Max(count, 0); // EINTR is an empty turn
        }
    }

    /// <summary>The entry <paramref name="index"/> of the last <see cref="Wait"/>.</summary>
    public (int Key, uint Events) Ready(int index)
    {
        var entry = _ready.AsSpan(index * Stride, Stride);
        return (BinaryPrimitives.ReadInt32LittleEndian(entry[DataOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(entry));
    }

    /// <inheritdoc/>
    public void Dispose() => _ = close(_descriptor);

    private void Control(int operation, int descriptor, int key, uint events)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = events;
        *(long*)(entry + DataOffset) = key;
        if (epoll_ctl(_descriptor, operation, descriptor, entry) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* entries, int capacity, int timeoutMs);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}

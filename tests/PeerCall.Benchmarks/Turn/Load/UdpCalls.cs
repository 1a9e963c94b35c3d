using System.Runtime.InteropServices;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>
/// The system calls of the generator: many datagrams a call, so that it costs less than the server it drives. The layouts are those of
/// 64-bit Linux.
/// </summary>
internal static unsafe partial class UdpCalls
{
    public const int UdpLevel = 17;
    public const int Segment = 103; // UDP_SEGMENT: what is sent is cut into datagrams of this length
    public const int Gro = 104; // UDP_GRO: datagrams of one sender may come as one
    public const int DontWait = 0x40; // MSG_DONTWAIT

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sendmmsg(int descriptor, MessageHeader* messages, uint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int recvmmsg(int descriptor, MessageHeader* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint send(int descriptor, void* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setsockopt(int descriptor, int level, int name, void* value, uint length);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>struct mmsghdr: a struct msghdr and what the call says of it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
        private readonly int _padding;

        /// <summary>Bytes transferred.</summary>
        public uint Transferred;
        private readonly int _end;
    }
}

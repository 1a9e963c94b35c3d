using System.Runtime.InteropServices;

namespace PeerCall.Net.Batched;

/// <summary>
/// The system calls of the batched loop. Everything is blittable, so that a call costs no marshalling. None of them suppresses the transition to the
/// garbage collector's view of the thread: a batch of sends takes longer than a collection may be kept waiting.
/// </summary>
internal static unsafe partial class Native
{
    internal const int AddressFamilyV4 = 2;
    internal const int AddressFamilyV6 = 10;
    internal const int Datagram = 2;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    internal const int LevelIp = 0;
    internal const int LevelSocket = 1;
    internal const int LevelUdp = 17;
    internal const int LevelIpv6 = 41;

    internal const int SendBuffer = 7;
    internal const int ReceiveBuffer = 8;
    internal const int ReusePort = 15;
    internal const int SendBufferForce = 32;
    internal const int ReceiveBufferForce = 33;
    internal const int IpPacketInfo = 8;
    internal const int IpMtuDiscover = 10;
    internal const int Ipv6MtuDiscover = 23;
    internal const int MtuDiscoverNever = 0;
    internal const int MtuDiscoverProbe = 3;
    internal const int Ipv6Only = 26;
    internal const int Ipv6ReceivePacketInfo = 49;
    internal const int Ipv6PacketInfo = 50;
    internal const int UdpSegment = 103;
    internal const int UdpGro = 104;

    internal const int DoNotWait = 0x40;
    internal const int NoSignal = 0x4000;

    internal const int EpollIn = 1;
    internal const int EpollAdd = 1;
    internal const int ClockMonotonic = 1;
    internal const int ClockThreadTime = 3;

    internal const int ScheduleOther = 0;
    internal const int ScheduleFifo = 1;
    internal const int ScheduleResetOnFork = 0x40000000;

    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport(C, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport(C, EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int GetSocketName(int descriptor, byte* address, uint* length);

    [LibraryImport(C, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(int descriptor, int level, int name, void* value, uint length);

    [LibraryImport(C, EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSocketOption(int descriptor, int level, int name, void* value, uint* length);

    [LibraryImport(C, EntryPoint = "setpriority", SetLastError = true)]
    internal static partial int SetPriority(int which, uint who, int priority);

    [LibraryImport(C, EntryPoint = "sched_setscheduler", SetLastError = true)]
    internal static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport(C, EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport(C, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(C, EntryPoint = "recvmmsg", SetLastError = true)]
    internal static partial int ReceiveMessages(int descriptor, MessageSlot* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport(C, EntryPoint = "sendmmsg", SetLastError = true)]
    internal static partial int SendMessages(int descriptor, MessageSlot* messages, uint count, int flags);

    [LibraryImport(C, EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(C, EntryPoint = "sendto", SetLastError = true)]
    internal static partial nint SendTo(int descriptor, byte* data, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport(C, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(C, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport(C, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, byte* events, int capacity, int milliseconds);

    [LibraryImport(C, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(C, EntryPoint = "timerfd_create", SetLastError = true)]
    internal static partial int TimerCreate(int clock, int flags);

    [LibraryImport(C, EntryPoint = "timerfd_settime", SetLastError = true)]
    internal static partial int TimerSet(int descriptor, int flags, TimerSpec* value, TimerSpec* old);

    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport(C, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, void* buffer, nuint length);

    /// <summary>Sets an integer option.</summary>
    /// <returns>Whether the system took it.</returns>
    internal static bool TrySetOption(int descriptor, int level, int name, int value) =>
        SetSocketOption(descriptor, level, name, &value, sizeof(int)) == 0;
}

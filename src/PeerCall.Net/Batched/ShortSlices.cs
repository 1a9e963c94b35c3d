using System.Runtime.InteropServices;

namespace PeerCall.Net.Batched;

/// <summary>
/// Asks the scheduler for short slices for the calling thread (sched_setattr(2), Linux 6.12): when a datagram wakes it, it runs before a thread that has asked for longer ones, such as the runtime's compiler or
/// another part of the program on the same processor. Its share of the processor stays the same, so no right is needed, and a flood of datagrams keeps nobody else from it.
/// </summary>
internal static unsafe class ShortSlices
{
    /// <summary>The shortest that the kernel grants. Nanoseconds.</summary>
    private const ulong Slice = 100_000;

    /// <summary>Asks; a kernel that does not know it, or a sandbox that withholds it, changes nothing.</summary>
    internal static void Ask()
    {
        var (get, set) = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? (315, 314) : (275, 274);
        SchedulingAttributes attributes;
        if (Native.SystemCall(get, 0, &attributes, sizeof(SchedulingAttributes), 0) != 0 || attributes.Policy != SchedulingAttributes.Normal)
            return;
        attributes.Flags = 0;
        attributes.Runtime = Slice;
        _ = Native.SystemCall(set, 0, &attributes, 0, 0);
    }

    /// <summary>struct sched_attr, its first version.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SchedulingAttributes
    {
        /// <summary>SCHED_OTHER.</summary>
        public const uint Normal = 0;

        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}

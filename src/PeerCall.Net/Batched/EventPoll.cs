using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PeerCall.Net.Batched;

/// <summary>
/// The loop's epoll instance with what wakes it besides sockets: a timer for the deadline, so that no wait needs one of its own, and an event that
/// ends it. Level-triggered: a socket that was not read empty is reported again.
/// </summary>
internal sealed unsafe class EventPoll : IDisposable
{
    /// <summary>Key of the timer; sockets' keys never reach these.</summary>
    internal const ulong TimerKey = ulong.MaxValue;

    /// <summary>Key of the event that <see cref="Wake"/> raises.</summary>
    internal const ulong WakeKey = ulong.MaxValue - 1;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventLength = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 12 : 16;
    private static readonly int KeyOffset = EventLength - sizeof(ulong);

    private readonly int _epoll;
    private readonly int _timer;
    private readonly int _wake;
    private readonly int _capacity;
    private byte* _events;

    /// <summary>Opens it.</summary>
    /// <param name="capacity">Most events of one wait.</param>
    /// <exception cref="Win32Exception">The process has no descriptor left.</exception>
    internal EventPoll(int capacity)
    {
        _capacity = capacity;
        _epoll = Native.EpollCreate(Native.CloseOnExec);
        _timer = Native.TimerCreate(Native.ClockMonotonic, Native.NonBlocking | Native.CloseOnExec);
        _wake = Native.EventDescriptor(0, Native.NonBlocking | Native.CloseOnExec);
        if (_epoll < 0 || _timer < 0 || _wake < 0 || !TryAdd(_timer, TimerKey) || !TryAdd(_wake, WakeKey))
        {
            var error = Marshal.GetLastPInvokeError();
            CloseDescriptors();
            throw new Win32Exception(error);
        }
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * EventLength));
    }

    /// <summary>Adds a descriptor; closing it removes it again.</summary>
    internal bool TryAdd(int descriptor, ulong key)
    {
        var added = stackalloc byte[16];
        Unsafe.WriteUnaligned(added, Native.EpollIn);
        Unsafe.WriteUnaligned(added + KeyOffset, key);
        return Native.EpollControl(_epoll, Native.EpollAdd, descriptor, added) == 0;
    }

    /// <summary>Waits until something is there, or for a time.</summary>
    /// <param name="milliseconds">The time; -1: however long it takes.</param>
    /// <returns>How many events, for <see cref="Key"/>.</returns>
    /// <exception cref="Win32Exception">It cannot wait any more.</exception>
    internal int Wait(int milliseconds)
    {
        var events = Native.EpollWait(_epoll, _events, _capacity, milliseconds);
        if (events >= 0)
            return events;
        // Anything but a signal would come again at once and for ever: better an end that is seen than a thread that spins and hears nothing.
        var error = Marshal.GetLastPInvokeError();
        return error == Errno.Interrupted ? 0 : throw new Win32Exception(error);
    }

    /// <summary>The key of an event of the last wait.</summary>
    internal ulong Key(int index) => Unsafe.ReadUnaligned<ulong>(_events + (index * EventLength) + KeyOffset);

    /// <summary>Lets the timer fire once after a time; replaces what was set before.</summary>
    internal void SetTimer(TimeSpan due)
    {
        // A value of zero would disarm it.
        var nanoseconds = Math.Max(1, (long)Math.Min(due.Ticks, TimeSpan.TicksPerDay) * TimeSpan.NanosecondsPerTick);
        var spec = new TimerSpec { Value = new TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 } };
        _ = Native.TimerSet(_timer, 0, &spec, null);
    }

    /// <summary>Takes note that the timer has fired.</summary>
    internal void AcceptTimer()
    {
        ulong expirations;
        _ = Native.Read(_timer, &expirations, sizeof(ulong));
    }

    /// <summary>Ends the wait that is going on, or the next; from any thread.</summary>
    internal void Wake()
    {
        ulong one = 1;
        _ = Native.Write(_wake, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseDescriptors();
        NativeMemory.Free(_events);
        _events = null;
    }

    private void CloseDescriptors()
    {
        foreach (var descriptor in (ReadOnlySpan<int>)[_wake, _timer, _epoll])
        {
            if (descriptor >= 0)
                _ = Native.Close(descriptor);
        }
    }
}

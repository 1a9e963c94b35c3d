namespace PeerCall.Net;

/// <summary>How a <see cref="UdpLoop"/> works.</summary>
public sealed record UdpLoopOptions
{
    /// <summary>Name of its thread. Default: <c>udp</c>.</summary>
    public string Name { get; init; } = "udp";

    /// <summary>Clock for <see cref="UdpLoop.Now"/>. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Called on the loop under its gate when <see cref="UdpLoop.Deadline"/> has come. Default: nothing.</summary>
    public Action<TimeSpan>? OnDeadline { get; init; }

    /// <summary>Called with an exception that a receiver let escape; the loop goes on. Default: ignored.</summary>
    public Action<Exception>? OnFault { get; init; }

    /// <summary>
    /// How long the loop rests at most: then it takes an empty batch, so that <see cref="UdpLoop.Silence"/> tells one that has nothing to do from one that hangs.
    /// Default: infinite, it rests until something is there.
    /// </summary>
    public TimeSpan Beat { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Whether the loop's thread asks to run before the process's others, its compiler and timers for example, when a datagram wakes it: nice -5, on Linux, where the process has the
    /// right to it (root, <c>CAP_SYS_NICE</c>, or <c>RLIMIT_NICE</c>); elsewhere nothing changes. On one processor it leaves the others a quarter however much comes in. Default: false.
    /// </summary>
    public bool RunsFirst { get; init; }

    /// <summary>Whether to use the portable loop where the batched one could be had; for tests and for comparison. Default: false.</summary>
    public bool Portable { get; init; }

    /// <summary>Whether UDP segmentation offload may be used, where the system has it. Default: true.</summary>
    public bool SegmentationOffload { get; init; } = true;
}

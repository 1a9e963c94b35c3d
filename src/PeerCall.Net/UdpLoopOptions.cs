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
    /// Whether the loop's thread asks to run before all others of its processor when a datagram wakes it: on Linux, where the process has the right to it. As root, with <c>CAP_SYS_NICE</c> or
    /// <c>RLIMIT_RTPRIO</c> it has the lowest real-time rank as long as it leaves the others a quarter of the processor; under more load, or with <c>RLIMIT_NICE</c>
    /// alone, it has nice -5, which leaves them a quarter however much comes in. Elsewhere nothing changes. Default: false.
    /// </summary>
    public bool RunsFirst { get; init; }

    /// <summary>Whether to use the portable loop where the batched one could be had; for tests and for comparison. Default: false.</summary>
    public bool Portable { get; init; }

    /// <summary>Whether UDP segmentation offload may be used, where the system has it. Default: true.</summary>
    public bool SegmentationOffload { get; init; } = true;
}

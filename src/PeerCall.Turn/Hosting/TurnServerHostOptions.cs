using System.Net;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>Where a TURN server listens and relays, and how much of the machine it takes.</summary>
public sealed record TurnServerHostOptions
{
    /// <summary>Most shards there may be.</summary>
    public const int MaxShards = 64;

    /// <summary>How the server behaves.</summary>
    public required TurnServerOptions Server { get; init; }

    /// <summary>Addresses at which it listens over UDP; any-addresses are fine. Default: none, it serves only streams that are handed to it.</summary>
    public IReadOnlyList<IPAddress> ListenAddresses { get; init; } = [];

    /// <summary>UDP port at them; 0: any that is free at all of them. Default: 3478 (RFC 8656 §18).</summary>
    public int Port { get; init; } = 3478;

    /// <summary>
    /// The address of this machine that relay sockets of IPv4 are bound to. Default: null, the public one. Another one stands behind a NAT that translates it to the
    /// public address one to one, ports unchanged.
    /// </summary>
    public IPAddress? RelayIPv4 { get; init; }

    /// <summary>The same for IPv6.</summary>
    public IPAddress? RelayIPv6 { get; init; }

    /// <summary>
    /// Threads, each with its own sockets and its own share of the clients: 1 to <see cref="MaxShards"/>. Over UDP the system spreads clients over them where it can
    /// (Linux); elsewhere the first serves them all. Default: one for each processor, at most 4.
    /// </summary>
    public int Shards { get; init; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>Limits of TCP and TLS clients.</summary>
    public StreamLimits Streams { get; init; } = new();

    /// <summary>Whether to use the portable UDP loop where a faster one could be had; for tests. Default: false.</summary>
    public bool PortableLoops { get; init; }

    /// <summary>Told of a defect that was caught on a loop; the loop goes on. Called from any thread. Default: nobody.</summary>
    public Action<Exception>? OnFault { get; init; }
}

/// <summary>Limits of TCP and TLS clients.</summary>
public sealed record StreamLimits
{
    /// <summary>How long a connection may be without an allocation. Default: 15 s.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections without an allocation; when there are more, the oldest is closed. Default: 2,048.</summary>
    public int MaxIdle { get; init; } = 2048;

    /// <summary>The same from one IPv4 address or one IPv6 /64. Default: 256.</summary>
    public int MaxIdlePerAddress { get; init; } = 256;

    /// <summary>Bytes that may wait to be sent to one client; what would go beyond is dropped, as UDP would. Default: 256 KiB.</summary>
    public int SendQueueBytes { get; init; } = 256 * 1024;
}

using System.Net;

namespace PeerCall.Turn.Server;

/// <summary>How a TURN server behaves.</summary>
public sealed record TurnServerOptions
{
    /// <summary>Realm of the credentials (RFC 8489 §9.2). Up to 8 bytes, so that a 401 stays small. Default: <c>peercall</c>.</summary>
    public string Realm { get; init; } = "peercall";

    /// <summary>Secret of the ephemeral credentials; null: none are taken.</summary>
    public ReadOnlyMemory<byte>? Secret { get; init; }

    /// <summary>Users with a password, for software that cannot ask for credentials. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How relayed addresses of IPv4 look from outside; null: none are given.</summary>
    public IPAddress? PublicIPv4 { get; init; }

    /// <summary>How relayed addresses of IPv6 look from outside; null: none are given.</summary>
    public IPAddress? PublicIPv6 { get; init; }

    /// <summary>First relay port. Default: 49160.</summary>
    public int FirstRelayPort { get; init; } = 49160;

    /// <summary>Last relay port. Default: 49999.</summary>
    public int LastRelayPort { get; init; } = 49999;

    /// <summary>Allocations of one user at a time. Default: 12, enough for one link or two; who serves rooms of browsers needs more.</summary>
    public int MaxAllocationsPerUser { get; init; } = 12;

    /// <summary>Allocations at a time. Default: 4096.</summary>
    public int MaxAllocations { get; init; } = 4096;

    /// <summary>Bytes a second that an allocation may relay in each direction, a second's worth at once; 0: any. Default: 2,500,000 (20 Mbit/s).</summary>
    public long BandwidthPerAllocation { get; init; } = 2_500_000;

    /// <summary>
    /// Errors a second that one address (IPv6: one /64) is told before it has shown credentials, over UDP, and as many over TCP and TLS together; twice as many at once.
    /// Default: 100.
    /// </summary>
    public int UnauthenticatedErrorsPerSecond { get; init; } = 100;

    /// <summary>
    /// How long after the end of its credentials a live allocation may still be refreshed: a call does not break because it is long, and nobody relays for ever.
    /// Default: 12 h.
    /// </summary>
    public TimeSpan ExpiredCredentialGrace { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Networks that may be relayed to although the policy denies them. Default: none.</summary>
    public IReadOnlyList<IPNetwork> AllowedPeers { get; init; } = [];

    /// <summary>Networks that are never relayed to. Default: none.</summary>
    public IReadOnlyList<IPNetwork> DeniedPeers { get; init; } = [];

    /// <summary>The server's own addresses, which are not relayed to. Default: none; who hosts the server fills them in.</summary>
    public IReadOnlyList<IPAddress> OwnAddresses { get; init; } = [];
}

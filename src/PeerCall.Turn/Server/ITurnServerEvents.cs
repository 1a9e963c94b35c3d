using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Bytes and packets that an allocation has relayed; of application data, without any header.</summary>
public readonly record struct RelayedTraffic(long BytesToPeers, long PacketsToPeers, long BytesFromPeers, long PacketsFromPeers, long PacketsDropped);

/// <summary>The counters of an allocation while it lives, and what they were at its end.</summary>
public interface ITrafficCounters
{
    /// <summary>What was relayed so far. From any thread, without a lock: each number is right, and they may be a packet apart.</summary>
    RelayedTraffic Traffic { get; }
}

/// <summary>Why an allocation has ended.</summary>
public enum AllocationEnd
{
    /// <summary>The client asked for it (LIFETIME 0).</summary>
    Released,

    /// <summary>The client did not refresh it in time.</summary>
    Expired,

    /// <summary>The client's TCP or TLS connection has ended.</summary>
    Disconnected,

    /// <summary>The server stops.</summary>
    Stopped,
}

/// <summary>Facts about an allocation that do not change.</summary>
/// <param name="Id">A number of its own, unique in the process.</param>
/// <param name="Client">Five-tuple.</param>
/// <param name="Username">As the client gave it, such as <c>1790000000:peer</c>.</param>
/// <param name="User">Whom quotas and bytes are counted for: the part after the expiry, or the whole name of a static user.</param>
/// <param name="Relayed">First relayed transport address.</param>
/// <param name="RelayedAdditional">Second, of the other family; the default value without.</param>
public sealed record AllocationFacts(
    long Id, FiveTuple Client, string Username, string User, TransportAddress Relayed, TransportAddress RelayedAdditional);

/// <summary>
/// What happens in a TURN server, for metrics and for whoever has to tell a person why. Called under a loop's gate, from several threads:
/// be quick, never block, never throw.
/// </summary>
public interface ITurnServerEvents
{
    /// <summary>An allocation was made; <paramref name="counters"/> count what it relays.</summary>
    void AllocationMade(AllocationFacts allocation, ITrafficCounters counters);

    /// <summary>An allocation has ended.</summary>
    void AllocationEnded(AllocationFacts allocation, AllocationEnd reason, RelayedTraffic traffic, TimeSpan duration);

    /// <summary>
    /// A request was answered with an error. The 401 that asks a client for credentials is one too, without a user: every client gets one before it allocates.
    /// </summary>
    /// <param name="method">Of the request.</param>
    /// <param name="code">Error code, such as 401 or 486.</param>
    /// <param name="client">Five-tuple.</param>
    /// <param name="user">As in <see cref="AllocationFacts"/>; null if it is not proven. Of 401 with a user the credentials have expired.</param>
    void RequestRefused(StunMethod method, int code, in FiveTuple client, string? user);

    /// <summary>A peer address was denied by policy.</summary>
    /// <param name="allocation">Who asked.</param>
    /// <param name="peer">For whom.</param>
    /// <param name="verdict">Why not.</param>
    /// <param name="isProven">True in a request (403), whose message integrity was right; false in a Send indication, which has none.</param>
    void PeerDenied(AllocationFacts allocation, in TransportAddress peer, PeerAddressVerdict verdict, bool isProven);

    /// <summary>Something was dropped without an answer, for a cause of a closed list.</summary>
    void Dropped(TurnDrop cause);
}

/// <summary>Why something was dropped without an answer.</summary>
public enum TurnDrop
{
    /// <summary>Not STUN and not ChannelData, or malformed.</summary>
    Malformed,

    /// <summary>Its sender has had too many errors lately.</summary>
    RateLimited,

    /// <summary>No allocation, no channel or no permission for it.</summary>
    NoPermission,

    /// <summary>More than the allocation's bandwidth.</summary>
    Bandwidth,
}

namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>Bounds of a hub (docs/protocol.md, section 11.2).</summary>
internal static class HubLimits
{
    /// <summary>Bytes of a message at most.</summary>
    public const int MaxMessage = 64 << 10;

    /// <summary>Bytes that may wait for one receiver beyond what its connection has taken; past them it loses its channel.</summary>
    public const int MaxQueue = 1 << 20;

    /// <summary>Bytes that wait for one receiver from which on senders are held back.</summary>
    public const int HighWater = 256 << 10;

    /// <summary>Bytes that wait for it at which they are let go again.</summary>
    public const int LowWater = 128 << 10;

    /// <summary>What a waiting message counts beside its bytes, so that many small ones are bounded too.</summary>
    public const int Overhead = 64;

    /// <summary>A receiver that has taken nothing for so long holds nobody back.</summary>
    public static readonly TimeSpan StallTime = TimeSpan.FromSeconds(1);

    /// <summary>Nor does one that does not come down to <see cref="LowWater"/> in this time: it takes a message now and then, and would slow everybody down to that.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(10);
}

using PeerCall.Rtc;

namespace PeerCall.Peer;

/// <summary>How a link is.</summary>
public enum LinkState
{
    /// <summary>It is being made.</summary>
    Connecting,

    /// <summary>Data flows.</summary>
    Connected,

    /// <summary>Nothing arrives for the moment; it is being mended.</summary>
    Interrupted,

    /// <summary>It does not come about, or does not come back; it is tried on. <see cref="LinkStatus.Cause"/> says why.</summary>
    Failed,

    /// <summary>The peer has left, or this participant has.</summary>
    Closed,
}

/// <summary>How a link is, at one moment.</summary>
/// <param name="State">State.</param>
/// <param name="Cause">Why it has failed, or why it runs as it does (<c>relay-forced</c>, <c>udp-blocked</c>): one of <see cref="Signaling.CauseCodes"/>; null where there is nothing to tell.</param>
/// <param name="ConnectTime">From the first description to the first connection; null before that.</param>
/// <param name="Restarts">ICE restarts so far.</param>
/// <param name="Path">How it runs; null before it was connected.</param>
/// <param name="PeerCause">What the peer says of its end in the same words, such as <c>permission-denied</c> for a camera that is not allowed; null where it says nothing.</param>
public sealed record LinkStatus(LinkState State, string? Cause = null, TimeSpan? ConnectTime = null, int Restarts = 0, LinkPath? Path = null, string? PeerCause = null);

/// <summary>What the state of a link is made of.</summary>
internal readonly record struct LinkFacts(LinkState Previous, bool EverConnected, ConnectionState Connection, bool IsIceDown, int RestartsInVain, TimeSpan Connecting)
{
    /// <summary>So long a first connection may take before it counts as failed; it is tried on all the same.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);

    /// <summary>So many restarts in vain turn "interrupted" into "failed".</summary>
    public const int RestartsUntilFailed = Links.IceRecovery.RestartsBeforeAfresh;

    /// <summary>The state. A restart of a link that works is no interruption.</summary>
    public LinkState State()
    {
        if (!EverConnected)
            return Previous is LinkState.Failed || Connection is ConnectionState.Failed || Connecting >= ConnectLimit ? LinkState.Failed : LinkState.Connecting;
        if (Connection is ConnectionState.Failed || IsIceDown)
            return RestartsInVain > RestartsUntilFailed ? LinkState.Failed : LinkState.Interrupted;
        return Connection is ConnectionState.Connected ? LinkState.Connected : Previous;
    }
}

using PeerCall.Server.EmbeddedTurn;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Links;

/// <summary>What is known of a link: what both its ends have said, and what the server itself knows. No names of people, no full addresses (docs/link-records.md).</summary>
internal sealed record LinkRecord
{
    public required string Room { get; init; }

    public required LinkHalf One { get; init; }

    public required LinkHalf Other { get; init; }

    /// <summary>When both were in the room.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When one of them first said that it is connected; null if none has.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When one of them left; null while both are there. No two links end in the same tick.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it has ended.</summary>
    public LeaveReason? Reason { get; init; }

    /// <summary>A word of <c>RTCPeerConnectionState</c>: <c>failed</c> if one end says so, else <c>connected</c> if one does.</summary>
    public string State => One.Report?.State is "failed" || Other.Report?.State is "failed" ? "failed"
        : One.Report?.State is "connected" || Other.Report?.State is "connected" ? "connected"
        : One.Report?.State ?? Other.Report?.State ?? "new";

    /// <inheritdoc cref="LinkPath.Of"/>
    public string Path => LinkPath.Of(One.Report, Other.Report);

    /// <inheritdoc cref="LinkCause.Of"/>
    public string? Cause => LinkCause.Of(One.Report, Other.Report, Reason);

    /// <summary>ICE restarts, by the end that counts more.</summary>
    public int Restarts => Math.Max(One.Report?.Restarts ?? 0, Other.Report?.Restarts ?? 0);

    /// <summary>Milliseconds to the first connection, by the end that waited longer; null if none has said.</summary>
    public double? ConnectMs => (One.Report?.ConnectMs, Other.Report?.ConnectMs) switch
    {
        ({ } one, { } other) => Math.Max(one, other),
        var (one, other) => one ?? other,
    };
}

/// <summary>One end of a link.</summary>
/// <param name="Id">The peer.</param>
/// <param name="Kind">What kind of program it is.</param>
/// <param name="Report">Its newest report; null if there was none.</param>
/// <param name="Reports">How many there were.</param>
/// <param name="Turn">What this peer, on all its links, has had of the embedded TURN server; null for nothing.</param>
internal sealed record LinkHalf(string Id, PeerKind Kind, LinkReport? Report, long Reports, RelayAccount? Turn);

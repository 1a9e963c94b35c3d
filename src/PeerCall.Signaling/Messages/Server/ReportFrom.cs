using System.Text.Json;

namespace PeerCall.Signaling.Messages;

/// <summary>How a peer sees its link to this client.</summary>
public sealed record ReportFrom : ServerMessage
{
    /// <summary>The peer's id.</summary>
    public required string From { get; init; }

    /// <summary>As that peer has sent it; untrusted.</summary>
    public required JsonElement Stats { get; init; }
}

using System.Text.Json;

namespace PeerCall.Signaling.Messages;


/// <summary>How the sender sees its link to a peer (docs/protocol.md, section 6).</summary>
public sealed record Report : ClientMessage
{
    /// <summary>The id of the link's other peer.</summary>
    public required string To { get; init; }

    /// <summary>The statistics, passed on as they are. At most <see cref="ProtocolLimits.MaxReportBytes"/> bytes.</summary>
    public required JsonElement Stats { get; init; }

    /// <inheritdoc />
    public override string? FindProblem() => Stats.ValueKind == JsonValueKind.Object ? null : "'stats' must be an object.";
}

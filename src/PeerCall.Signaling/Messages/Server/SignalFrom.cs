using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>An offer, answer or candidate from a peer, as that peer has sent it; see <see cref="Signal"/>.</summary>
public sealed record SignalFrom : ServerMessage
{
    /// <summary>The sender's id.</summary>
    public required string From { get; init; }

    /// <inheritdoc cref="Signal.Link" />
    public required string Link { get; init; }

    /// <inheritdoc cref="Signal.RemoteLink" />
    public string? RemoteLink { get; init; }

    /// <inheritdoc cref="Signal.Description" />
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Description { get; init; }

    /// <inheritdoc cref="Signal.Candidate" />
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Candidate { get; init; }
}

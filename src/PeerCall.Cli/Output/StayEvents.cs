using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Cli.Output;

/// <summary>Something that <c>join</c> tells: a line of JSON, or what a view makes of it. The names are stable and documented in docs/cli.md.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StateEvent), "state")]
[JsonDerivedType(typeof(JoinedEvent), "joined")]
[JsonDerivedType(typeof(PeerJoinedEvent), "peer-joined")]
[JsonDerivedType(typeof(PeerUpdatedEvent), "peer-updated")]
[JsonDerivedType(typeof(PeerLeftEvent), "peer-left")]
[JsonDerivedType(typeof(LinkEvent), "link")]
[JsonDerivedType(typeof(StatsEvent), "stats")]
[JsonDerivedType(typeof(ChatEvent), "chat")]
[JsonDerivedType(typeof(ChatSentEvent), "chat-sent")]
[JsonDerivedType(typeof(ChannelEvent), "channel")]
[JsonDerivedType(typeof(FileOfferedEvent), "file-offered")]
[JsonDerivedType(typeof(FileProgressEvent), "file-progress")]
[JsonDerivedType(typeof(FileDoneEvent), "file-done")]
[JsonDerivedType(typeof(FileFailedEvent), "file-failed")]
[JsonDerivedType(typeof(ErrorEvent), "error")]
[JsonDerivedType(typeof(EndedEvent), "ended")]
internal abstract record StayEvent
{
    /// <summary>When, in milliseconds since 1970.</summary>
    [JsonPropertyOrder(-1)]
    public long At { get; init; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public string ToJson() => JsonSerializer.Serialize(this, StayJson.Default.StayEvent);
}

/// <summary>The stay itself: <c>connecting</c>, <c>joined</c>, <c>reconnecting</c>, <c>ended</c>.</summary>
internal sealed record StateEvent(string State) : StayEvent;

/// <summary>In the room, for the first time or again.</summary>
internal sealed record JoinedEvent(string Server, string Room, string Peer, string Role) : StayEvent;

/// <summary>Somebody else.</summary>
internal sealed record PeerDescription(string Id, string Name, string Kind, string Role, bool Connected);

internal sealed record PeerJoinedEvent(PeerDescription Peer) : StayEvent;

internal sealed record PeerUpdatedEvent(PeerDescription Peer) : StayEvent;

/// <summary>Reasons are the protocol's: <c>left</c>, <c>timed-out</c>, <c>replaced</c>, <c>removed</c>.</summary>
internal sealed record PeerLeftEvent(string Peer, string Name, string Reason) : StayEvent;

/// <summary>How a link runs.</summary>
internal sealed record PathDescription(string Kind, string LocalType, string RemoteType, string Protocol, string? OwnRelay, string? FarRelay);

/// <summary>A link is another one: <c>connecting</c>, <c>connected</c>, <c>interrupted</c>, <c>failed</c>, <c>closed</c>.</summary>
/// <param name="Peer">Its id.</param>
/// <param name="State">One of these.</param>
/// <param name="Cause">Why it has failed or runs as it does; none where there is nothing to tell.</param>
/// <param name="Text">The same as a sentence with what to do.</param>
/// <param name="PeerCause">What the peer says of its end in the same words.</param>
/// <param name="ConnectMs">From the first description to the first connection, in milliseconds.</param>
/// <param name="Restarts">ICE restarts so far.</param>
/// <param name="Path">How it runs.</param>
internal sealed record LinkEvent(string Peer, string State, string? Cause, string? Text, string? PeerCause, double? ConnectMs, int Restarts, PathDescription? Path) : StayEvent;

internal sealed record StatsEvent(string Peer, double? RoundTripMs, long BytesSent, long BytesReceived) : StayEvent;

internal sealed record ChatEvent(string Peer, string Name, string Text, long SentAt) : StayEvent;

internal sealed record ChatSentEvent(string Text) : StayEvent;

/// <summary>A peer's data channel: <c>echoed</c> from now on, or <c>closed</c>.</summary>
internal sealed record ChannelEvent(string Peer, string Label, string Protocol, string Action) : StayEvent
{
    public const string Echoed = "echoed";
    public const string Closed = "closed";
}

/// <summary>A file on its way.</summary>
internal sealed record FileDescription(string Peer, string PeerName, string Direction, string Transfer, string Name, long Size)
{
    public const string Sending = "send";
    public const string Receiving = "receive";
}

internal sealed record FileOfferedEvent(FileDescription File) : StayEvent;

/// <summary>Bytes that the receiver has for good.</summary>
internal sealed record FileProgressEvent(FileDescription File, long Bytes) : StayEvent;

/// <summary>Where it is now, if it was received.</summary>
internal sealed record FileDoneEvent(FileDescription File, string? Path) : StayEvent;

internal sealed record FileFailedEvent(FileDescription File, string Code, string Text) : StayEvent;

/// <summary>Something was not done, and the stay goes on.</summary>
internal sealed record ErrorEvent(string Code, string Text) : StayEvent;

/// <summary>The last event.</summary>
internal sealed record EndedEvent(int ExitCode, string? Code, string? Text) : StayEvent;

/// <summary>JSON of the events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StayEvent))]
internal sealed partial class StayJson : JsonSerializerContext;

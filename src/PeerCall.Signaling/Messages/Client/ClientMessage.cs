using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>A message from a client (docs/protocol.md, section 3).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Join), "join")]
[JsonDerivedType(typeof(Leave), "leave")]
[JsonDerivedType(typeof(Signal), "signal")]
[JsonDerivedType(typeof(Chat), "chat")]
[JsonDerivedType(typeof(Typing), "typing")]
[JsonDerivedType(typeof(Update), "update")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(Report), "report")]
[JsonDerivedType(typeof(Confirm), "ack")]
[JsonDerivedType(typeof(Ping), "ping")]
public abstract record ClientMessage
{
    /// <summary>Why the values cannot be accepted, as a sentence; null when they can.</summary>
    public virtual string? FindProblem() => null;
}

/// <summary>A client message that changes something: it is numbered, answered once and applied once.</summary>
public abstract record Request : ClientMessage
{
    /// <summary>From 1, greater than every id before it in the session.</summary>
    public required long Id { get; init; }

    /// <inheritdoc />
    public override string? FindProblem() => Id > 0 ? null : "'id' must be an integer from 1.";
}

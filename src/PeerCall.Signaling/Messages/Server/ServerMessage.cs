using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>A message from the server (docs/protocol.md, section 4).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(ResumeFailed), "resume-failed")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(PeerJoined), "peer-joined")]
[JsonDerivedType(typeof(PeerUpdated), "peer-updated")]
[JsonDerivedType(typeof(PeerLeft), "peer-left")]
[JsonDerivedType(typeof(SignalFrom), "signal")]
[JsonDerivedType(typeof(ChatFrom), "chat")]
[JsonDerivedType(typeof(TypingFrom), "typing")]
[JsonDerivedType(typeof(ReportFrom), "report")]
[JsonDerivedType(typeof(RelayRefused), "relay-refused")]
[JsonDerivedType(typeof(IceServers), "ice-servers")]
[JsonDerivedType(typeof(Acknowledged), "ack")]
[JsonDerivedType(typeof(Pong), "pong")]
[JsonDerivedType(typeof(Error), "error")]
[JsonDerivedType(typeof(Draining), "draining")]
public abstract record ServerMessage
{
    /// <summary>The place in the session's log, from 1; null for messages that are about the moment and not repeated.</summary>
    [JsonPropertyOrder(-1)]
    public long? Seq { get; init; }
}

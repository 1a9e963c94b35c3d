using System.Text.Json.Serialization;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling;

/// <summary>JSON of protocol 1, generated at compile time. Reading is strict: no duplicate members, no comments, a bounded depth.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = ProtocolLimits.MaxDepth,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ClientMessage))]
[JsonSerializable(typeof(ServerMessage))]
public sealed partial class ProtocolJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Server.IceServers;

namespace PeerCall.Server.Web;

/// <summary>JSON of the HTTP API, generated at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(IceServersAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Rtc;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Client;

/// <summary>Between the engine's words and those of the signaling protocol, whose bodies are a browser's JSON.</summary>
internal static class SignalCodec
{
    public static Signal Write(string to, string link, string? remoteLink, SignalingMessage message)
    {
        var signal = new Signal { Id = 0, To = to, Link = link, RemoteLink = remoteLink };
        return message.Description is { } description
            ? signal with { Description = JsonSerializer.SerializeToElement(description, SignalJson.Default.SessionDescription) }
            : signal with { Candidate = JsonSerializer.SerializeToElement(message.Candidate!, SignalJson.Default.IceCandidate) };
    }

    /// <summary>Null for what no peer should say.</summary>
    public static SignalingMessage? Read(SignalFrom signal) => Read(signal.Description, signal.Candidate);

    public static SignalingMessage? Read(Signal signal) => Read(signal.Description, signal.Candidate);

    public static IReadOnlyList<Rtc.IceServer> Servers(IReadOnlyList<Signaling.Messages.IceServer> given) =>
        [.. given.Select(server => new Rtc.IceServer { Urls = server.Urls, Username = server.Username, Credential = server.Credential })];

    private static SignalingMessage? Read(JsonElement description, JsonElement candidate)
    {
        // The far end's bytes: what is not of the form costs it the message.
        try
        {
            if (description.ValueKind is JsonValueKind.Object)
                return description.Deserialize(SignalJson.Default.SessionDescription) is { } read ? new SignalingMessage { Description = read } : null;
            return candidate.ValueKind switch
            {
                JsonValueKind.Null => new SignalingMessage(),
                JsonValueKind.Object => candidate.Deserialize(SignalJson.Default.IceCandidate) is { } found ? new SignalingMessage { Candidate = found } : null,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>JSON of descriptions and candidates.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SessionDescription))]
[JsonSerializable(typeof(IceCandidate))]
internal sealed partial class SignalJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;


/// <summary>
/// An offer, answer or candidate for one peer. This record is for clients: the server relays the bytes with <see cref="SignalEnvelope"/>.
/// </summary>
public sealed record Signal : Request
{
    /// <summary>The id of the peer that shall get it.</summary>
    public required string To { get; init; }

    /// <summary>Names the sender's connection object; fresh for every new one. 1 to 32 characters.</summary>
    public required string Link { get; init; }

    /// <summary>The receiver's connection object, as far as the sender knows it.</summary>
    public string? RemoteLink { get; init; }

    /// <summary>An <c>RTCSessionDescriptionInit</c>; undefined where <see cref="Candidate"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Description { get; init; }

    /// <summary>An <c>RTCIceCandidateInit</c>, or JSON null for the end of candidates; undefined where <see cref="Description"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Candidate { get; init; }
}

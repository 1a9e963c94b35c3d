using System.Text.Json.Serialization;

namespace PeerCall.Benchmarks.Rtc;

/// <summary>What a peer is told to do, one JSON object a line.</summary>
/// <param name="Do">
/// <c>offer</c>: a new connection with a channel; <c>answer</c>: a new connection to <see cref="Sdp"/>; <c>accept</c>: takes the answer and waits until the channel is
/// open; <c>ping</c>, <c>send</c>: over the newest channel; <c>close</c>: all of them; <c>collect</c>: garbage.
/// </param>
internal sealed record PeerCommand(string Do)
{
    /// <summary>The other end's description.</summary>
    public string? Sdp { get; init; }

    /// <summary>Bytes of a message.</summary>
    public int Bytes { get; init; }

    /// <summary>Messages.</summary>
    public int Count { get; init; }

    /// <summary>How long to send.</summary>
    public double Seconds { get; init; }
}

/// <summary>What a peer answers.</summary>
/// <param name="Sdp">Its description.</param>
/// <param name="Value">What it measured: ms to an open channel, median µs of a round trip, bytes a second.</param>
/// <param name="Error">Why it could not.</param>
internal sealed record PeerAnswer(string? Sdp = null, double Value = 0, string? Error = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PeerCommand))]
[JsonSerializable(typeof(PeerAnswer))]
internal sealed partial class PeerJson : JsonSerializerContext;

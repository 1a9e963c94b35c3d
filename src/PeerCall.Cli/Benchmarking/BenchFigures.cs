using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Cli.Output;

namespace PeerCall.Cli.Benchmarking;

/// <summary>What <c>peercall bench</c> has measured; the JSON names are stable and documented in docs/cli.md.</summary>
/// <param name="Server">Through which server.</param>
/// <param name="Path">Kind of path.</param>
/// <param name="OpenColdMs">From joining to an open channel, the first time.</param>
/// <param name="OpenWarmMs">The median of the times after that; null if there were none.</param>
/// <param name="RoundTripMs">Median round trip of 64 bytes on the channel.</param>
/// <param name="RoundTripP99Ms">Its 99th percentile.</param>
/// <param name="BytesPerSecond">Throughput of one ordered, reliable channel, one way.</param>
internal sealed record BenchFigures(
    string Server, string Path, double OpenColdMs, double? OpenWarmMs, double RoundTripMs, [property: JsonPropertyName("roundTripP99Ms")] double RoundTripP99Ms, long BytesPerSecond)
{
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.BenchFigures);

    public string ToTable() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Path                 {Path}
        Open, first time     {OpenColdMs:0.0} ms
        Open, median after   {(OpenWarmMs is { } warm ? string.Create(CultureInfo.InvariantCulture, $"{warm:0.0} ms") : "not measured")}
        Round trip, median   {RoundTripMs:0.00} ms
        Round trip, p99      {RoundTripP99Ms:0.00} ms
        Throughput           {Words.Bytes(BytesPerSecond)}/s
        """);
}

/// <summary>JSON of the figures.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BenchFigures))]
internal sealed partial class BenchJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Cli.Output;
using PeerCall.Peer.Probing;

namespace PeerCall.Cli.Probing;

/// <summary>The report of <c>peercall probe --json</c>; its names are stable and documented in docs/cli.md.</summary>
internal sealed record ProbeDocument(
    string Server,
    bool Usable,
    string Cause,
    string Verdict,
    int ExitCode,
    string? Version,
    string? Turn,
    double? SignalingMs,
    long? CredentialsExpireAt,
    NatDocument Nat,
    IReadOnlyList<IceServerDocument> IceServers)
{
    /// <summary>The report as one line of JSON.</summary>
    public static string Write(ProbeReport report, int exitCode) => JsonSerializer.Serialize(
        new ProbeDocument(
            report.Server.ToString(),
            report.IsUsable,
            report.Cause,
            report.Verdict,
            exitCode,
            report.Version,
            report.Turn,
            Milliseconds(report.SignalingTime),
            report.CredentialsExpireAt?.ToUnixTimeMilliseconds(),
            new NatDocument(Word(report.Nat.Mapping), report.Nat.LocalAddress, report.Nat.MappedAddresses),
            [.. report.IceServers.Select(static server => new IceServerDocument(
                server.Url,
                server.Transport,
                server.Cause,
                server.Detail,
                Milliseconds(server.RoundTrip),
                server.MappedAddress,
                Milliseconds(server.AllocationTime),
                server.RelayedAddress,
                Milliseconds(server.RelayedRoundTrip),
                server.RelayedTo))]),
        ProbeDocumentJson.Default.ProbeDocument);

    /// <summary>The word for a kind of mapping.</summary>
    internal static string Word(NatMapping mapping) => mapping switch
    {
        NatMapping.None => "none",
        NatMapping.EndpointIndependent => "endpoint-independent",
        NatMapping.AddressDependent => "address-dependent",
        NatMapping.AddressAndPortDependent => "address-and-port-dependent",
        _ => "unknown",
    };

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? Told.Milliseconds(known) : null;
}

/// <summary>What is known of the NAT.</summary>
internal sealed record NatDocument(string Mapping, string? LocalAddress, IReadOnlyList<string> MappedAddresses);

/// <summary>One URL.</summary>
internal sealed record IceServerDocument(
    string Url,
    string Transport,
    string Cause,
    string? Detail,
    double? RoundTripMs,
    string? MappedAddress,
    double? AllocationMs,
    string? RelayedAddress,
    double? RelayedRoundTripMs,
    string? RelayedTo);

/// <summary>JSON of the report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProbeDocument))]
internal sealed partial class ProbeDocumentJson : JsonSerializerContext;

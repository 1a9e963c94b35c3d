using System.Globalization;
using System.Text;
using PeerCall.Cli.Output;
using PeerCall.Peer.Probing;

namespace PeerCall.Cli.Probing;

/// <summary>A probe's report for people.</summary>
internal static class ProbeText
{
    public static string Write(ProbeReport report)
    {
        var text = new StringBuilder();
        if (report.Version is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"Server      {report.Server} (PeerCall {TerminalText.Clean(report.Version)}, TURN {TerminalText.Clean(report.Turn ?? "")})");
        if (report.SignalingTime is { } time)
            text.AppendLine(CultureInfo.InvariantCulture, $"Signaling   ok, {time.TotalMilliseconds:0.0} ms");
        if (report.CredentialsExpireAt is { } end)
            text.AppendLine(CultureInfo.InvariantCulture, $"Credentials until {end.ToLocalTime():yyyy-MM-dd HH:mm:ss}");
        foreach (var server in report.IceServers)
            text.AppendLine(TerminalText.Clean(Line(server)));
        if (report.SignalingTime is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"NAT         {Sentence(report.Nat)}");
        text.Append(report.Verdict);
        return text.ToString();
    }

    private static string Line(IceServerReport server)
    {
        var facts = new List<string>();
        if (server.RoundTrip is { } trip)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{trip.TotalMilliseconds:0.0} ms"));
        if (server.AllocationTime is { } allocation)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"allocated {server.RelayedAddress} in {allocation.TotalMilliseconds:0.0} ms"));
        if (server.RelayedRoundTrip is { } relayed)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"through it and back in {relayed.TotalMilliseconds:0.0} ms ({(server.RelayedTo == "self" ? "to this machine" : "relay to relay")})"));
        if (server.MappedAddress is { } mapped)
            facts.Add($"seen as {mapped}");
        if (server.Detail is { } detail)
            facts.Add(detail);
        return $"{server.Cause,-18} {server.Url}  {string.Join(", ", facts)}";
    }

    private static string Sentence(NatReport nat) => nat.Mapping switch
    {
        NatMapping.None => "none: servers see this machine's own address.",
        NatMapping.EndpointIndependent => "endpoint-independent mapping: direct paths are likely.",
        NatMapping.AddressDependent => "address-dependent mapping: many calls need a relay.",
        NatMapping.AddressAndPortDependent => "address and port-dependent mapping: many calls need a relay.",
        _ when nat.LocalAddress is null => "cannot be told: no server has answered over UDP.",
        _ => "there is one; its kind cannot be told from one server address alone.",
    };
}

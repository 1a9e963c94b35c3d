using System.Text.Json;

namespace PeerCall.Server.Sessions;

/// <summary>How one end of a link says it is connected, as a metric's label: a closed list, whatever a client sends.</summary>
internal static class LinkPath
{
    /// <summary><c>direct</c>, <c>nat</c>, <c>relay-udp</c>, <c>relay-tcp</c>, <c>relay-tls</c> or <c>none</c>.</summary>
    public static string Of(JsonElement stats)
    {
        var local = Member(stats, "local", "type");
        var remote = Member(stats, "remote", "type");
        var relayProtocol = Member(stats, "local", "relayProtocol");
        return (local, remote) switch
        {
            // Behind a NAT of its own a relay's candidate is seen as peer-reflexive; only the protocol to its server tells what it is.
            ("relay", _) or ("prflx", _) when relayProtocol is not null || local is "relay" => relayProtocol switch { "tcp" => "relay-tcp", "tls" => "relay-tls", _ => "relay-udp" },
            (_, "relay") => "relay-udp",
            ("host", "host") => "direct",
            ("host" or "srflx" or "prflx", "host" or "srflx" or "prflx") => "nat",
            _ => "none",
        };
    }

    private static string? Member(JsonElement stats, string end, string name) =>
        stats.TryGetProperty(end, out var candidate) && candidate.ValueKind == JsonValueKind.Object
        && candidate.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

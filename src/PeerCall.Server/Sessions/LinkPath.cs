using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>How one end of a link says it is connected, as a metric's label.</summary>
internal static class LinkPath
{
    /// <summary><c>direct</c>, <c>nat</c>, <c>relay-udp</c>, <c>relay-tcp</c>, <c>relay-tls</c> or <c>none</c>.</summary>
    public static string Of(LinkReport report) => (report.Local?.Type, report.Remote?.Type) switch
    {
        // Behind a NAT of its own a relay's candidate is seen as peer-reflexive; only the protocol to its server tells what it is.
        ("relay", _) or ("prflx", _) when report.Local?.RelayProtocol is not null || report.Local?.Type is "relay" => report.Local.RelayProtocol switch
        {
            "tcp" => "relay-tcp",
            "tls" => "relay-tls",
            _ => "relay-udp",
        },
        (_, "relay") => "relay-udp",
        ("host", "host") => "direct",
        (not null, not null) => "nat",
        _ => "none",
    };
}

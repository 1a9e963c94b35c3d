using System.Text.RegularExpressions;

namespace PeerCall.Peer.Links;

/// <summary>Where a STUN or TURN URL leads (RFC 7064, RFC 7065), in words for people and for reports.</summary>
internal static partial class IceUrl
{
    /// <summary><c>turns:relay.example?transport=tcp</c>: <c>relay.example:5349</c>; null for what is no such URL.</summary>
    public static string? ServerOf(string? url)
    {
        if (url is null || Form().Match(url) is not { Success: true } match)
            return null;
        var port = match.Groups["port"] is { Success: true, Value: var given } ? given : match.Groups["secure"].Length > 0 ? "5349" : "3478";
        return $"{match.Groups["host"].Value}:{port}";
    }

    /// <summary>Whether two URLs lead to the same server in the same way: what is left out has its default.</summary>
    public static bool IsSame(string one, string other) =>
        TransportOf(one) == TransportOf(other) && ServerOf(one) is { } server && server.Equals(ServerOf(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>The host of a URL; null for what is no such URL.</summary>
    public static string? HostOf(string? url) => url is not null && Form().Match(url) is { Success: true } match ? match.Groups["host"].Value : null;

    /// <summary>How the TURN server of a URL is reached: <c>udp</c>, <c>tcp</c> or <c>tls</c>; null for STUN, and for what is no such URL.</summary>
    public static string? TransportOf(string? url)
    {
        if (url is null || Form().Match(url) is not { Success: true } match || !match.Groups["kind"].Value.Equals("turn", StringComparison.OrdinalIgnoreCase))
            return null;
        return match.Groups["secure"].Length > 0 ? "tls" : match.Groups["transport"].Value.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? "tcp" : "udp";
    }

    /// <summary>What a stranger calls its server, if it has the form of a host name or an address, with or without a port; else null.</summary>
    public static string? ServerName(string? text) => text is not null && Name().IsMatch(text) ? text : null;

    [GeneratedRegex(@"^(?<kind>stun|turn)(?<secure>s?):(?://)?(?<host>\[[^\]]+\]|[^:?\[\]]+)(?::(?<port>[0-9]+))?(?:\?transport=(?<transport>\w+))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();

    [GeneratedRegex(@"^(?=.{1,261}$)(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::[0-9]{1,5})?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}

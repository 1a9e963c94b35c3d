using PeerCall.Server.Web;

namespace PeerCall.Server.IceServers;

/// <summary>By which address a client has reached the page, as the client sees it: behind a known proxy, the proxy's.</summary>
/// <param name="IsHttps">Whether it is encrypted.</param>
/// <param name="Host">A legal host name or address; an IPv6 address without brackets. Null if the client gave none that is.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsProxied">Whether that port is a known proxy's: it speaks HTTP, and nothing else comes through.</param>
internal sealed record PageAddress(bool IsHttps, string? Host, int Port, bool IsProxied = false)
{
    private static PageAddress? s_last;

    /// <summary>Of the server's own peers, which come by none.</summary>
    public static PageAddress Own { get; } = new(IsHttps: false, Host: null, Port: 0);

    /// <summary>Of one request, after the proxies' headers were looked at.</summary>
    public static PageAddress Of(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        // A client writes this text itself, and it ends up in URLs.
        var address = new PageAddress(
            request.IsHttps,
            HostText.IsPlain(host) && IceUrl.IsHost(host) ? host.ToLowerInvariant() : null,
            request.Host.Port is { } port and > 0 and <= 65535 ? port : request.IsHttps ? 443 : 80,
            ClientAddress.IsProxied(request));
        // Nearly everybody comes by the same one, and every session keeps it.
        if (address == s_last)
            return s_last;
        s_last = address;
        return address;
    }
}

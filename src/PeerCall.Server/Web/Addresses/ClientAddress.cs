using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PeerCall.Server.Web;

/// <summary>
/// Whose request this is. Behind a proxy that <see cref="ProxyOptions"/> names it is the address that the proxy reports; the
/// forwarding headers of anybody else are ignored, since everybody can write them.
/// </summary>
internal static class ClientAddress
{
    /// <summary>The key that limits count by.</summary>
    public static AddressKey Of(HttpContext context) => AddressKey.Of(context.Connection.RemoteIpAddress);

    /// <summary>
    /// Whether the request comes from this machine itself. One that carries forwarding headers which no known proxy accounts for
    /// does not: a proxy on this machine that was not configured would make the whole world look local.
    /// </summary>
    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(Unmapped(address))
        && !IsForwardedByUnknown(context.Request);

    /// <summary>Whether forwarding headers are left that the configured proxies did not account for.</summary>
    public static bool IsForwardedByUnknown(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded");

    /// <summary>
    /// Whether a known proxy has passed the request on, so that what its client has reached is the proxy and not this server. The proxies' middleware leaves what it has
    /// replaced in headers of their own; see <see cref="ForgetOriginal"/>.
    /// </summary>
    public static bool IsProxied(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName)
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);

    /// <summary>Removes the headers of <see cref="IsProxied"/> that a client may have written itself. Comes before the proxies' middleware.</summary>
    public static void ForgetOriginal(HttpRequest request)
    {
        request.Headers.Remove(ForwardedHeadersDefaults.XOriginalForHeaderName);
        request.Headers.Remove(ForwardedHeadersDefaults.XOriginalProtoHeaderName);
    }

    /// <summary>Whether the request comes from one of <paramref name="networks"/>.</summary>
    public static bool IsIn(HttpContext context, IReadOnlyList<IPNetwork> networks)
    {
        if (networks.Count == 0 || context.Connection.RemoteIpAddress is not { } remote || IsForwardedByUnknown(context.Request))
            return false;
        var address = Unmapped(remote);
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

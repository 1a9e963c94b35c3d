using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PeerCall.Server.IceServers;
using PeerCall.Server.Web;
using Endpoint = PeerCall.Server.Web.Endpoint;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>
/// URLs of the embedded server for one client: at the host by which it has reached the page, since that one is known to work. Four at most, as browsers advise
/// against more than that.
/// </summary>
internal sealed class EmbeddedTurnUrls(TurnOptions turn, EmbeddedTurnServer embedded, IServer server, IReadOnlyList<Endpoint> endpoints, IEnumerable<ICertificateSource> certificates)
{
    private readonly ICertificateSource? _certificate = certificates.FirstOrDefault();

    /// <summary>STUN first, then TURN over UDP, TCP and TLS.</summary>
    public IReadOnlyList<IceUrl> For(PageAddress page)
    {
        if (page == PageAddress.Own)
            return ForOwn();
        if (turn.Urls.Count > 0)
            return turn.IceUrls();
        var host = turn.Host ?? page.Host ?? embedded.PublicAddress?.ToString() ?? IPAddress.Loopback.ToString();
        List<IceUrl> urls = [.. turn.IceUrls()];
        if (embedded.Port is { } port)
        {
            var authority = IceUrl.Authority(host, port);
            if (turn.StunUrls.Count == 0)
                urls.Add(IceUrl.Of(IceUrlKind.Stun, authority));
            urls.Add(IceUrl.Of(IceUrlKind.TurnUdp, authority));
        }
        urls.AddRange(OverTcp(page).Select(way => IceUrl.Of(way.Kind, IceUrl.Authority(host, way.Port))));
        return [.. urls.Distinct()];
    }

    /// <summary>
    /// The server's own peers reach it on this machine. They need it for those who are relayed: a relay does not relay to this machine, but to other relayed ends. STUN on the same
    /// machine could tell them nothing; another server that is configured can.
    /// </summary>
    private List<IceUrl> ForOwn()
    {
        List<IceUrl> urls = [.. turn.IceUrls().Where(static url => url.Kind is IceUrlKind.Stun)];
        if (embedded.Port is { } port)
            urls.Add(IceUrl.Of(IceUrlKind.TurnUdp, IceUrl.Authority(embedded.OwnAddress(endpoint: null).ToString(), port)));
        else if (endpoints.Count > 0 && WebPort(endpoints[0]) is { } web)
            urls.Add(IceUrl.Of(IceUrlKind.TurnTcp, IceUrl.Authority(embedded.OwnAddress(endpoints[0]).ToString(), web)));
        return urls;
    }

    /// <summary>The port that an endpoint has got; null before the start.</summary>
    private int? WebPort(Endpoint endpoint) => (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        .Select(BindingAddress.Parse)
        .FirstOrDefault(address => address.Scheme == (endpoint.IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp))?.Port;

    /// <summary>TURN's own port, and, unless it is a proxy's, the way that is open wherever the page is: the page's port.</summary>
    private IEnumerable<(IceUrlKind Kind, int Port)> OverTcp(PageAddress page)
    {
        // Browsers do not take a certificate that is not vouched for, and for TURN they ask nobody: without TLS the page's port is of use to them.
        var isSelfSigned = _certificate is { IsSelfSigned: true };
        var secure = page.IsProxied ? null : page.IsHttps ? page.Port : InfoEndpoint.HttpsPort(server);
        if (secure is { } pages && isSelfSigned)
            yield return (IceUrlKind.TurnTcp, pages);
        else if (embedded.Port is { } own)
            yield return (IceUrlKind.TurnTcp, own);

        if (secure is { } port)
            yield return (IceUrlKind.TurnTls, port);
        else if (!page.IsProxied)
            yield return (IceUrlKind.TurnTcp, page.Port);
        else if (embedded.Port is { } own && _certificate is { IsSelfSigned: false })
            yield return (IceUrlKind.TurnTls, own);
    }
}

using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using PeerCall.Server.IceServers;
using PeerCall.Server.Web;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>
/// URLs of the embedded server for one client: at the host by which it has reached the page, since that one is known to work. Four at most, as browsers advise
/// against more than that.
/// </summary>
internal sealed class EmbeddedTurnUrls(TurnOptions turn, EmbeddedTurnServer embedded, IServer server)
{
    /// <summary>STUN first, then TURN over UDP, TCP and TLS.</summary>
    public IReadOnlyList<IceUrl> For(PageAddress page)
    {
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
            urls.Add(IceUrl.Of(IceUrlKind.TurnTcp, authority));
        }
        urls.Add(OnPageOf(page, host));
        return [.. urls.Distinct()];
    }

    /// <summary>The way that is open wherever the page is: its own port.</summary>
    private IceUrl OnPageOf(PageAddress page, string host)
    {
        if (page.IsHttps)
            return IceUrl.Of(IceUrlKind.TurnTls, IceUrl.Authority(host, page.Port));
        return InfoEndpoint.HttpsPort(server) is { } own
            ? IceUrl.Of(IceUrlKind.TurnTls, IceUrl.Authority(host, own))
            : IceUrl.Of(IceUrlKind.TurnTcp, IceUrl.Authority(host, page.Port));
    }
}

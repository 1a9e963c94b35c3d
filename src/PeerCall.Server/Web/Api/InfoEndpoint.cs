using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PeerCall.Server.IceServers;
using PeerCall.Server.ServerPeers;

namespace PeerCall.Server.Web;

/// <summary>How many peers a room takes. Implemented by the rooms.</summary>
internal interface IRoomLimits
{
    /// <summary>Most peers in one room.</summary>
    int MaxPeers { get; }
}

/// <summary>Answer of <c>GET /api/info</c>.</summary>
/// <param name="Version">Version of the server.</param>
/// <param name="HttpsPort">TCP port of the server's own HTTPS; null without.</param>
/// <param name="MaxPeers">Most peers in one room.</param>
/// <param name="Turn"><c>embedded</c>, <c>external</c> or <c>none</c>.</param>
/// <param name="SelfSigned">Whether this server has made the certificate of its HTTPS and of its TURN over TLS itself, so that browsers do not know it.</param>
/// <param name="NetworkUrl">
/// An address of this server for other machines, told only to this machine itself: a link to <c>localhost</c> is of no use to anybody else. Null where
/// there is none, or for everybody else.
/// </param>
/// <param name="TestCalls">Whether <c>POST /api/test-calls</c> gives a room with <c>echo</c>.</param>
internal sealed record ServerInfo(string Version, int? HttpsPort, int? MaxPeers, string Turn, bool SelfSigned, string? NetworkUrl, bool TestCalls);

/// <summary><c>GET /api/info</c>: what a client may want to know before it joins.</summary>
internal static class InfoEndpoint
{
    /// <summary>Version of this build.</summary>
    public static string Version { get; } =
        typeof(InfoEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Maps the route.</summary>
    public static void MapInfo(this WebApplication app) =>
        app.MapGet("/api/info", static (HttpContext context, IServer server, TurnOptions turn, ServerPeersOptions peers, IEnumerable<ICertificateSource> certificates) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var limits = context.RequestServices.GetService<IRoomLimits>();
            var mode = turn.Mode switch { TurnMode.Embedded => "embedded", TurnMode.External => "external", _ => "none" };
            var networkUrl = ClientAddress.IsLocal(context) ? NetworkUrl(server) : null;
            var isSelfSigned = certificates.Any(static source => source.IsSelfSigned);
            var info = new ServerInfo(Version, HttpsPort(server), limits?.MaxPeers, mode, isSelfSigned, networkUrl, peers.TestCalls);
            return Results.Json(info, WebJson.Default.ServerInfo);
        });

    private static string? NetworkUrl(IServer server) =>
        AddressNotice.ToOpen([.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []], LocalAddresses.Reachable())
            .Network.FirstOrDefault(static url => url.StartsWith("https:", StringComparison.Ordinal));

    /// <summary>TCP port of the server's own HTTPS; null without.</summary>
    public static int? HttpsPort(IServer server)
    {
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var binding = BindingAddress.Parse(address);
            if (binding.Scheme is "https")
                return binding.Port;
        }
        return null;
    }
}

using System.Security.Cryptography;
using System.Text;
using PeerCall.Server.Telemetry.Prometheus;
using PeerCall.Server.Web;

namespace PeerCall.Server.Telemetry;

/// <summary><c>GET /metrics</c>, for this machine and the networks that are let in.</summary>
internal sealed class MetricsEndpoint(MetricsOptions options, PrometheusExporter exporter)
{
    private const string Bearer = "Bearer ";

    private readonly byte[]? _token = options.Token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(options.Token));

    /// <summary>Answers one request.</summary>
    public IResult Get(HttpContext context)
    {
        if (!ClientAddress.IsLocal(context) && !ClientAddress.IsIn(context, options.Networks))
            return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Metrics are for this machine and the networks in Metrics:AllowedNetworks.");
        if (_token is not null && !HasToken(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized", "Metrics want the bearer token of Metrics:Token.");
        }
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(exporter.Scrape(), PrometheusExporter.ContentType);
    }

    /// <summary>Compares hashes, so that the time tells neither the token's length nor its beginning.</summary>
    private bool HasToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Bearer.Length..].Trim())), _token);
    }
}

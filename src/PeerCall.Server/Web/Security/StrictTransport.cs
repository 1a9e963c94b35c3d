using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;

namespace PeerCall.Server.Web;

/// <summary>
/// When Strict-Transport-Security (RFC 6797) is sent: over HTTPS, with a certificate that browsers know, for a name. Not with the self-signed
/// certificate: a browser that has seen the header takes away the "continue" button of its warning (§8.4), and the
/// server would be out of reach. Not for localhost, which other programs of a developer share, and addresses it does not apply to (§8.3).
/// </summary>
internal sealed class StrictTransport
{
    private readonly string? _header;
    private readonly bool _ownCertificateIsKnown;

    /// <summary>Sets when and for how long.</summary>
    /// <param name="maxAge">How long browsers remember; zero: never sent.</param>
    /// <param name="ownCertificateIsKnown">Whether this server's own HTTPS has a configured certificate.</param>
    public StrictTransport(TimeSpan maxAge, bool ownCertificateIsKnown)
    {
        _header = maxAge > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"max-age={(long)maxAge.TotalSeconds}")
            : null;
        _ownCertificateIsKnown = ownCertificateIsKnown;
    }

    /// <summary>The header's value for this request, or null.</summary>
    public string? For(HttpContext context)
    {
        if (_header is null || !context.Request.IsHttps)
            return null;
        var host = context.Request.Host.Host;
        if (host.Length == 0
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            return null;
        }
        // Without a TLS handshake of our own, a configured proxy has said "https": then it is the proxy's certificate.
        var ownTls = context.Features.Get<ITlsHandshakeFeature>() is not null;
        return !ownTls || _ownCertificateIsKnown ? _header : null;
    }
}

using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace PeerCall.Server.Web;

/// <summary>Where and how Kestrel listens.</summary>
internal static class Listening
{
    /// <summary>Largest request body, in bytes. Nothing is uploaded to this server.</summary>
    private const int MaxRequestBody = 64 * 1024;

    /// <summary>Registers the endpoints, the certificate of HTTPS and the notice of addresses.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="configure">Adds to every endpoint; with HTTPS twice, before TLS and behind it.</param>
    public static void AddListening(this WebApplicationBuilder builder, Action<ListenOptions> configure)
    {
        var http = builder.AddOptionsSection<HttpOptions>();
        var https = builder.AddOptionsSection<HttpsOptions>();
        if (http.Port is null && https.Port is null)
            throw new StartupFaultException("Http:Port and Https:Port are both empty; one of them expects a port from 1 to 65535, or 0 for any free one.");

        List<Endpoint> endpoints = [];
        if (http.Port is { } httpPort)
            endpoints.Add(new Endpoint(HttpOptions.Section, http.Address!, httpPort));
        if (https.Port is { } httpsPort)
            endpoints.Add(new Endpoint(HttpsOptions.Section, https.Address!, httpsPort));
        builder.Services.AddSingleton<IReadOnlyList<Endpoint>>(endpoints);
        // Without HTTPS a certificate that browsers know is still of use: to TURN over TLS.
        if (https.Certificate is not null)
            builder.Services.AddSingleton<ICertificateSource, ConfiguredCertificate>();
        else if (https.Port is not null)
            builder.Services.AddSingleton<ICertificateSource, KeptCertificate>();
        builder.Services.AddHostedService<AddressNotice>();

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
            foreach (var endpoint in endpoints)
            {
                endpoint.Listen(kestrel, listen =>
                {
                    configure(listen);
                    if (!endpoint.IsHttps)
                        return;
                    listen.UseHttps(Tls(kestrel.ApplicationServices.GetRequiredService<ICertificateSource>()));
                    configure(listen);
                });
            }
        });
    }

    private static TlsHandshakeCallbackOptions Tls(ICertificateSource certificate) => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Current,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }),
    };
}

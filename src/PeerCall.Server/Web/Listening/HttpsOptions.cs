namespace PeerCall.Server.Web;

/// <summary>Section <c>Https</c>: what browsers on other machines open.</summary>
internal sealed class HttpsOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Https";

    /// <summary>Where to listen: <c>localhost</c>, <c>*</c> (every address) or an IP address. Default: <c>*</c>.</summary>
    [Expects("localhost, * or an IP address of this machine")]
    public string? Address { get; set; } = Endpoint.Any;

    /// <summary>TCP port; 0: any free one; empty: no HTTPS. Default: 8443.</summary>
    [Expects("a port from 1 to 65535, 0 for any free one, or nothing to switch HTTPS off")]
    public int? Port { get; set; } = 8443;

    /// <summary>
    /// Certificate file: PEM (with its chain) or PKCS#12 (<c>.pfx</c>, <c>.p12</c>). Read again when it changes. Default: none, a
    /// self-signed one is made and kept in the data folder.
    /// </summary>
    [Expects("a PEM, .pfx or .p12 file with a certificate")]
    public string? Certificate { get; set; }

    /// <summary>PEM file of the private key. Default: the key is in the certificate file.</summary>
    [Expects("a PEM file with the certificate's private key")]
    public string? Key { get; set; }

    /// <summary>Password of the key or the PKCS#12 file. A secret. Default: none.</summary>
    [Expects("the password of the private key", Secret = true)]
    public string? Password { get; set; }

    /// <summary>
    /// <c>max-age</c> of Strict-Transport-Security (RFC 6797), sent where <see cref="StrictTransport"/> allows it; 0: never sent.
    /// Default: 365 days.
    /// </summary>
    [Expects("a length of time such as 365d, or 0s")]
    public TimeSpan HstsMaxAge { get; set; } = TimeSpan.FromDays(365);

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Port is null or (>= 0 and <= 65535), nameof(Port));
        check.That(Endpoint.IsAddress(Address), nameof(Address));
        check.That(Certificate is null || File.Exists(Certificate), nameof(Certificate));
        check.That(Key is null || File.Exists(Key), nameof(Key));
        check.That(Key is null || Certificate is not null, nameof(Certificate), "the certificate file that Https:Key belongs to");
    }
}

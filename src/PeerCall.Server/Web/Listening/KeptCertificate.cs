using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PeerCall.Server.Web;

/// <summary>
/// The self-signed certificate, made once and kept in the data folder, so that a browser that was told to accept it once keeps accepting
/// it. It is not made anew when the machine gets another address (that would bring the warning back everywhere), only
/// 30 days before it ends.
/// </summary>
internal sealed partial class KeptCertificate : ICertificateSource
{
    /// <summary>Name of the PEM file in the data folder: the certificate and its private key, mode 0600.</summary>
    public const string FileName = "https-self-signed.pem";

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile Held _held;

    /// <summary>Loads the kept certificate or makes one.</summary>
    /// <exception cref="StartupFaultException">The file cannot be read or written.</exception>
    public KeptCertificate(DataFolder data, TimeProvider clock, ILogger<KeptCertificate> logger)
    {
        _path = data.PathOf(FileName);
        _clock = clock;
        _logger = logger;
        try
        {
            _held = Hold(Load() ?? Make());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupFaultException(
                $"{DataFolder.Key} holds \"{FileName}\", which cannot be read or written ({error.Message.TrimEnd('.')}); it expects a folder that belongs to this account.",
                error);
        }
    }

    /// <inheritdoc/>
    public bool IsSelfSigned => true;

    /// <inheritdoc/>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (_clock.GetUtcNow() < _held.RenewAt)
                return _held.Context;
            lock (_gate)
            {
                if (_clock.GetUtcNow() >= _held.RenewAt)
                    Renew();
                return _held.Context;
            }
        }
    }

    private void Renew()
    {
        try
        {
            _held = Hold(Make());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end HTTPS while the old certificate is good. Tried again an hour later.
            LogNotRenewed(_path, error.Message);
            _held = _held with { RenewAt = _clock.GetUtcNow().AddHours(1) };
        }
    }

    private X509Certificate2? Load()
    {
        if (!File.Exists(_path))
            return null;
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(_path, _path);
            if (certificate.NotAfter.ToUniversalTime() - RenewBefore > _clock.GetUtcNow().UtcDateTime)
                return certificate;
            certificate.Dispose();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            LogUnreadable(_path, error.Message);
        }
        return null;
    }

    private X509Certificate2 Make()
    {
        var certificate = SelfSignedCertificate.Create(_clock.GetUtcNow(), LocalAddresses.Names(), LocalAddresses.All());
        using var key = certificate.GetECDsaPrivateKey()!;
        PrivateFile.Write(_path, Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n"));
        LogMade(_path, certificate.NotAfter.ToUniversalTime());
        return certificate;
    }

    private static Held Hold(X509Certificate2 certificate)
    {
        if (OperatingSystem.IsWindows())
        {
            // SChannel cannot use a key that lives in memory only.
            using var inMemory = certificate;
            certificate = X509CertificateLoader.LoadPkcs12(inMemory.Export(X509ContentType.Pkcs12), password: null);
        }
        var renewAt = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()) - RenewBefore;
        return new Held(SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true), renewAt);
    }

    [LoggerMessage(1010, LogLevel.Information, "Made a self-signed certificate, kept in {Path}, valid until {NotAfter:u}.")]
    private partial void LogMade(string path, DateTime notAfter);

    [LoggerMessage(1011, LogLevel.Warning, "The kept certificate {Path} cannot be read ({Reason}); a new one is made.")]
    private partial void LogUnreadable(string path, string reason);

    [LoggerMessage(1012, LogLevel.Error, "The self-signed certificate {Path} ends soon and could not be renewed: {Reason}")]
    private partial void LogNotRenewed(string path, string reason);

    private sealed record Held(SslStreamCertificateContext Context, DateTimeOffset RenewAt);
}

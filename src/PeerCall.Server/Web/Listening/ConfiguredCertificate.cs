using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerCall.Server.Web;

/// <summary>
/// The operator's certificate. The files are looked at once a minute, at a handshake, and read again when they have changed (an ACME client
/// has renewed them); while the new ones are not usable the old certificate stays.
/// </summary>
internal sealed partial class ConfiguredCertificate : ICertificateSource
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HttpsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile SslStreamCertificateContext _context;
    private (DateTime, DateTime) _seen;
    private long _lookedAt;

    /// <summary>Loads the files.</summary>
    /// <exception cref="StartupFaultException">They are not a certificate with its key.</exception>
    public ConfiguredCertificate(HttpsOptions options, TimeProvider clock, ILogger<ConfiguredCertificate> logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _seen = LastWrites();
        _lookedAt = clock.GetTimestamp();
        try
        {
            _context = Load();
        }
        catch (Exception error) when (IsUnusable(error))
        {
            throw new StartupFaultException(
                $"Https:Certificate is \"{options.Certificate}\", which cannot be used ({error.Message.TrimEnd('.')}); it expects a PEM, .pfx or .p12 file with a certificate, and its private key there or in Https:Key.",
                error);
        }
    }

    /// <inheritdoc/>
    public bool IsSelfSigned => false;

    /// <inheritdoc/>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (_clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= LookAgain)
                Look();
            return _context;
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_clock.GetElapsedTime(_lookedAt) < LookAgain)
                return;
            Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
            var writes = LastWrites();
            if (writes == _seen)
                return;
            try
            {
                _context = Load();
                _seen = writes;
                LogReloaded(_options.Certificate!, _context.TargetCertificate.NotAfter.ToUniversalTime());
            }
            catch (Exception error) when (IsUnusable(error))
            {
                LogNotReloaded(_options.Certificate!, error.Message);
            }
        }
    }

    private (DateTime Certificate, DateTime Key) LastWrites() =>
        (File.GetLastWriteTimeUtc(_options.Certificate!), File.GetLastWriteTimeUtc(_options.Key ?? _options.Certificate!));

    private SslStreamCertificateContext Load()
    {
        var path = _options.Certificate!;
        var chain = new X509Certificate2Collection();
        X509Certificate2 certificate;
        if (Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12")
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, _options.Password);
            // Some files carry the authority with its key as well.
            var withKey = chain.Where(static entry => entry.HasPrivateKey).OrderBy(IsAuthority);
            certificate = withKey.FirstOrDefault()
                ?? throw new CryptographicException("it has no private key");
        }
        else
        {
            var key = _options.Key ?? path;
            certificate = _options.Password is null
                ? X509Certificate2.CreateFromPemFile(path, key)
                : X509Certificate2.CreateFromEncryptedPemFile(path, _options.Password, key);
            chain.ImportFromPemFile(path);
            if (OperatingSystem.IsWindows())
            {
                // SChannel cannot use a key that lives in memory only.
                using var inMemory = certificate;
                certificate = X509CertificateLoader.LoadPkcs12(inMemory.Export(X509ContentType.Pkcs12), password: null);
            }
        }
        foreach (var own in chain.Where(entry => entry.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)).ToArray())
            chain.Remove(own);
        // Offline: the chain is what the file has; a start must not wait for another server.
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(static constraints => constraints.CertificateAuthority);

    private static bool IsUnusable(Exception error) =>
        error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    [LoggerMessage(1013, LogLevel.Information, "Read the changed certificate {Path}, valid until {NotAfter:u}.")]
    private partial void LogReloaded(string path, DateTime notAfter);

    [LoggerMessage(1014, LogLevel.Error, "The changed certificate {Path} cannot be used, the old one stays: {Reason}")]
    private partial void LogNotReloaded(string path, string reason);
}

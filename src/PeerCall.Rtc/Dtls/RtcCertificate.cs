using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Rtc.Dtls.OpenSsl;

namespace PeerCall.Rtc.Dtls;

/// <summary>
/// A certificate that a peer shows in DTLS (W3C RTCCertificate), with its private key. Immutable and safe from any thread; several
/// connections may share one. Disposing of it leaves the connections alone that have begun already.
/// </summary>
public sealed class RtcCertificate : IDisposable
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    private readonly Lock _gate = new();
    private readonly byte[] _certificate;
    private readonly byte[] _key;
    private CertificateHandle? _handle;
    private bool _disposed;

    private RtcCertificate(byte[] certificate, byte[] key, DateTimeOffset expires)
    {
        _certificate = certificate;
        _key = key;
        Expires = expires;
        Fingerprint = CertificateFingerprint.Compute("sha-256", certificate);
    }

    /// <summary>SHA-256 of the certificate.</summary>
    public CertificateFingerprint Fingerprint { get; }

    /// <summary>When it ends. No peer looks at it, as the fingerprint is what counts (RFC 8122 §6); W3C webrtc §4.9.1 asks a new connection to refuse one that has ended.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>The certificate, DER.</summary>
    public ReadOnlyMemory<byte> RawData => _certificate;

    /// <summary>Makes one: ECDSA on P-256 (RFC 8827 §6.5), a random subject that tells nothing (RFC 8827 §8), signed by itself.</summary>
    /// <param name="lifetime">Default 30 days, as browsers have it; more than 365 days are cut (W3C webrtc §4.9.1).</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is not positive.</exception>
    public static RtcCertificate Create(TimeSpan? lifetime = null, TimeProvider? time = null)
    {
        var asked = lifetime ?? DefaultLifetime;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(asked, TimeSpan.Zero, nameof(lifetime));
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var expires = now + (asked < MaxLifetime ? asked : MaxLifetime);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={RandomNumberGenerator.GetHexString(16, lowercase: true)}", key, HashAlgorithmName.SHA256);
        // A day back: clocks of peers that do look may be behind.
        using var certificate = request.CreateSelfSigned(now - TimeSpan.FromDays(1), expires);
        return new RtcCertificate(certificate.RawData, key.ExportECPrivateKey(), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
    }

    /// <summary>Takes a given one, ECDSA or RSA. The given object is not needed afterwards.</summary>
    /// <exception cref="ArgumentException">It has no private key, one of another kind, or one that may not be exported.</exception>
    public static RtcCertificate FromX509(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            using var elliptic = certificate.GetECDsaPrivateKey();
            using var rsa = elliptic is null ? certificate.GetRSAPrivateKey() : null;
            var key = elliptic?.ExportECPrivateKey() ?? rsa?.ExportRSAPrivateKey()
                ?? throw new ArgumentException("The certificate needs an ECDSA or RSA private key.", nameof(certificate));
            return new RtcCertificate(certificate.RawData, key, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        }
        catch (CryptographicException cause)
        {
            throw new ArgumentException("The certificate's private key has to be exportable.", nameof(certificate), cause);
        }
    }

    /// <summary>The hash of the certificate by another algorithm.</summary>
    /// <param name="algorithm"><c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>.</param>
    /// <exception cref="ArgumentException">The algorithm is none of these.</exception>
    public CertificateFingerprint GetFingerprint(string algorithm) => CertificateFingerprint.Compute(algorithm, _certificate);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _handle?.Dispose();
            CryptographicOperations.ZeroMemory(_key);
        }
    }

    /// <summary>Gives certificate and key to an SSL object. They are read once; each SSL object refers to the same.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    internal void ApplyTo(SslHandle ssl)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (_handle ??= new CertificateHandle(_certificate, _key)).ApplyTo(ssl);
        }
    }
}

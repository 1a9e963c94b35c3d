using System.Security.Cryptography.X509Certificates;

namespace PeerCall.Rtc.Dtls;

/// <summary>A certificate that a peer shows in DTLS (W3C RTCCertificate), with its private key. Immutable; several connections may share one.</summary>
public sealed class RtcCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;

    private RtcCertificate(X509Certificate2 certificate, CertificateFingerprint fingerprint)
    {
        _certificate = certificate;
        Fingerprint = fingerprint;
    }

    /// <summary>SHA-256 of the certificate.</summary>
    public CertificateFingerprint Fingerprint { get; }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();
}

using System.Security.Cryptography;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Stats;

/// <summary>Certificates in a report.</summary>
internal static class CertificateReport
{
    /// <summary>This end's.</summary>
    public static CertificateStats Of(CertificateFingerprint fingerprint, ReadOnlyMemory<byte> certificate, double timestamp) => new()
    {
        Id = "certificate-" + fingerprint.Value,
        Timestamp = timestamp,
        Fingerprint = fingerprint.Value,
        FingerprintAlgorithm = fingerprint.Algorithm,
        Base64Certificate = certificate.IsEmpty ? null : Convert.ToBase64String(certificate.Span),
    };

    /// <summary>The other end's.</summary>
    public static CertificateStats Of(ReadOnlyMemory<byte> certificate, double timestamp)
    {
        var bytes = Convert.ToHexString(SHA256.HashData(certificate.Span));
        var value = string.Join(':', Enumerable.Range(0, bytes.Length / 2).Select(i => bytes.Substring(i * 2, 2)));
        return Of(new CertificateFingerprint("sha-256", value), certificate, timestamp);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerCall.Server.Web;

/// <summary>Makes a self-signed certificate for HTTPS (RFC 5280): ECDSA P-256, for the names and addresses of this machine.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>How long one is valid. Apple's systems take no server certificate of more than 825 days, others none of more than 398.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);

    /// <summary>Makes one.</summary>
    /// <param name="now">Start of validity; an hour of grace for clocks that are behind is added.</param>
    /// <param name="names">DNS names, at least one; the first is the common name.</param>
    /// <param name="addresses">IP addresses.</param>
    public static X509Certificate2 Create(DateTimeOffset now, IReadOnlyList<string> names, IEnumerable<IPAddress> addresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("PeerCall");
        subject.AddCommonName(names[0]);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);

        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternative.AddDnsName(name);
        foreach (var address in addresses)
            alternative.AddIpAddress(address);
        request.CertificateExtensions.Add(alternative.Build());
        // Not an authority: a machine that trusts it trusts it for these names alone.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        return request.CreateSelfSigned(now.AddHours(-1), now + Lifetime);
    }
}

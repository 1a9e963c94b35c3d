using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerCall.Server.Tests.Web.Listening;

/// <summary>Certificates of a small authority, as an operator would have them.</summary>
internal static class CertificateFiles
{
    /// <summary>An authority and a server certificate that it has signed.</summary>
    public static (X509Certificate2 Authority, X509Certificate2 Server) Make(string name)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test Authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        var start = DateTimeOffset.UtcNow.AddDays(-1);
        var authority = authorityRequest.CreateSelfSigned(start, start.AddDays(90));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, start, start.AddDays(30), RandomNumberGenerator.GetBytes(8));
        return (authority, certificate.CopyWithPrivateKey(key));
    }

    /// <summary>Writes the chain and the key as two PEM files.</summary>
    public static (string Certificate, string Key) WritePem(TemporaryFolder folder, string name, string? password = null)
    {
        var (authority, server) = Make(name);
        using (authority)
        using (server)
        {
            using var key = server.GetECDsaPrivateKey()!;
            var keyText = password is null
                ? key.ExportPkcs8PrivateKeyPem()
                : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
            return (folder.Write("server.pem", $"{server.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n"), folder.Write("server.key", keyText));
        }
    }
}

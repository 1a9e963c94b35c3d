using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>A self-signed certificate for loopback, as PEM files. Browsers of the tests are told to take it.</summary>
internal static class ThrowawayCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Writes <c>cert.pem</c> and <c>key.pem</c> into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="address">One more address that it is for.</param>
    public static async Task<(string Certificate, string Key)> WriteTo(DirectoryInfo folder, IPAddress? address = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (address is not null)
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now - Lifetime, now + Lifetime);
        var paths = (Path.Combine(folder.FullName, "cert.pem"), Path.Combine(folder.FullName, "key.pem"));
        await File.WriteAllTextAsync(paths.Item1, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(paths.Item2, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }
}

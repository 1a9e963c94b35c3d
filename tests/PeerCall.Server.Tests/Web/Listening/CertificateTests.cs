using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.Web.Listening;

public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_self_signed_certificate_is_for_the_names_and_addresses_alone()
    {
        using var certificate = SelfSignedCertificate.Create(_clock.GetUtcNow(), ["localhost", "box"], [IPAddress.Loopback, IPAddress.Parse("2001:db8::5")]);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        names.EnumerateDnsNames().ShouldBe(["localhost", "box"]);
        names.EnumerateIPAddresses().ShouldBe([IPAddress.Loopback, IPAddress.Parse("2001:db8::5")]);
        certificate.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
        (certificate.NotAfter - certificate.NotBefore).ShouldBeLessThan(TimeSpan.FromDays(398));
    }

    [Fact]
    public void The_certificate_is_made_once_and_kept()
    {
        var first = Kept().Current.TargetCertificate;
        var second = Kept().Current.TargetCertificate;
        second.Thumbprint.ShouldBe(first.Thumbprint);
        second.HasPrivateKey.ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_folder.PathOf(KeptCertificate.FileName)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void It_is_renewed_thirty_days_before_its_end_while_the_server_runs()
    {
        var kept = Kept();
        var first = kept.Current.TargetCertificate;
        _clock.Advance(SelfSignedCertificate.Lifetime - TimeSpan.FromDays(31));
        kept.Current.TargetCertificate.Thumbprint.ShouldBe(first.Thumbprint);
        _clock.Advance(TimeSpan.FromDays(2));
        var renewed = kept.Current.TargetCertificate;
        renewed.Thumbprint.ShouldNotBe(first.Thumbprint);
        renewed.NotAfter.ToUniversalTime().ShouldBeGreaterThan(first.NotAfter.ToUniversalTime().AddDays(300));
        Kept().Current.TargetCertificate.Thumbprint.ShouldBe(renewed.Thumbprint, "it is on disk");
    }

    [Fact]
    public void A_broken_file_is_replaced()
    {
        _folder.Write(KeptCertificate.FileName, "-----BEGIN CERTIFICATE-----\nrubbish");
        Kept().Current.TargetCertificate.HasPrivateKey.ShouldBeTrue();
        File.ReadAllText(_folder.PathOf(KeptCertificate.FileName)).ShouldContain("PRIVATE KEY");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("correct horse")]
    public void A_configured_PEM_is_used_with_its_chain(string? password)
    {
        var (certificate, key) = CertificateFiles.WritePem(_folder, "call.example.org", password);
        var source = Configured(new HttpsOptions { Certificate = certificate, Key = key, Password = password });
        source.IsSelfSigned.ShouldBeFalse();
        source.Current.TargetCertificate.Subject.ShouldBe("CN=call.example.org");
        source.Current.TargetCertificate.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void A_configured_PKCS12_is_used()
    {
        var (authority, server) = CertificateFiles.Make("call.example.org");
        var path = _folder.PathOf("server.pfx");
        File.WriteAllBytes(path, new X509Certificate2Collection { authority, server }.Export(X509ContentType.Pkcs12, "secret")!);
        Configured(new HttpsOptions { Certificate = path, Password = "secret" }).Current.TargetCertificate.Subject.ShouldBe("CN=call.example.org");

        var message = Should.Throw<StartupFaultException>(() => Configured(new HttpsOptions { Certificate = path, Password = "wrong guess" })).Message;
        message.ShouldStartWith("Https:Certificate is ");
        message.ShouldNotContain("wrong guess");
    }

    [Fact]
    public void A_certificate_without_its_key_is_a_fault()
    {
        var (certificate, _) = CertificateFiles.WritePem(_folder, "call.example.org");
        Should.Throw<StartupFaultException>(() => Configured(new HttpsOptions { Certificate = certificate })).Message.ShouldContain("private key");
    }

    [Fact]
    public void A_renewed_file_is_taken_over_and_a_broken_one_is_not()
    {
        var (certificate, key) = CertificateFiles.WritePem(_folder, "old.example.org");
        var source = Configured(new HttpsOptions { Certificate = certificate, Key = key });

        File.WriteAllText(certificate, "half written");
        File.SetLastWriteTimeUtc(certificate, DateTime.UtcNow.AddSeconds(10));
        _clock.Advance(TimeSpan.FromMinutes(2));
        source.Current.TargetCertificate.Subject.ShouldBe("CN=old.example.org");

        CertificateFiles.WritePem(_folder, "new.example.org");
        File.SetLastWriteTimeUtc(certificate, DateTime.UtcNow.AddSeconds(20));
        source.Current.TargetCertificate.Subject.ShouldBe("CN=old.example.org", "not looked at again within the minute");
        _clock.Advance(TimeSpan.FromMinutes(2));
        source.Current.TargetCertificate.Subject.ShouldBe("CN=new.example.org");
    }

    private KeptCertificate Kept() =>
        new(DataFolder.Open(OptionsBinderTests.Configuration(("Data", _folder.Path))), _clock, NullLogger<KeptCertificate>.Instance);

    private ConfiguredCertificate Configured(HttpsOptions options) => new(options, _clock, NullLogger<ConfiguredCertificate>.Instance);
}

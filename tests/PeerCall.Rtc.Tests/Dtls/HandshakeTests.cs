using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Tests.Dtls.Harness;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class HandshakeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Both_ends_agree_and_know_what_on()
    {
        using var pair = new DtlsPair();

        pair.Connect().ShouldBeTrue();

        var (client, server) = (pair.Client.Association.Parameters!, pair.Server.Association.Parameters!);
        client.Version.ShouldBe("FEFD");
        client.CipherSuite.ShouldBe("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        client.SrtpProfile.ShouldBe("SRTP_AEAD_AES_128_GCM");
        server.SrtpProfile.ShouldBe(client.SrtpProfile);
        server.CipherSuite.ShouldBe(client.CipherSuite);
        pair.Client.States.ShouldBe([DtlsState.Connecting, DtlsState.Connected]);
        pair.Client.Association.NextDeadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.2, 2)]
    [InlineData(0.3, 3)]
    [InlineData(0.5, 4)]
    [InlineData(0.5, 5)]
    public void A_lossy_line_that_doubles_and_reorders_only_costs_time(double loss, int seed)
    {
        using var pair = new DtlsPair(seed) { Loss = loss, Doubling = 0.1, Reordering = 0.2 };

        pair.Connect(Patience).ShouldBeTrue();
    }

    [Fact]
    public void A_lost_first_flight_is_sent_again_after_50_ms()
    {
        using var pair = new DtlsPair();
        pair.Server.Association.Start(pair.Now);
        pair.Client.Association.Start(pair.Now);
        var (sent, due) = (pair.Now, pair.Client.Association.NextDeadline);
        pair.Client.Sent.Dequeue();

        due.ShouldBeInRange(TimeSpan.FromMilliseconds(30), sent + TimeSpan.FromMilliseconds(51));
        pair.Connect().ShouldBeTrue();
    }

    [Theory]
    [InlineData(296)]
    [InlineData(400)]
    [InlineData(1200)]
    public void No_datagram_is_larger_than_allowed(int size)
    {
        using var pair = new DtlsPair(0, size);

        pair.Connect().ShouldBeTrue();
        pair.Client.Association.Send(new byte[size - DtlsRecords.Overhead]).ShouldBeTrue();
        pair.Client.Association.Send(new byte[size - DtlsRecords.Overhead + 1]).ShouldBeFalse();
        pair.Settle();

        pair.Largest.ShouldBe(size);
        pair.Server.Data.ShouldHaveSingleItem().Length.ShouldBe(size - DtlsRecords.Overhead);
    }

    [Fact]
    public void Certificates_with_RSA_keys_are_taken()
    {
        using var key = RSA.Create(2048);
        var now = DateTimeOffset.UtcNow;
        using var x509 = new CertificateRequest("CN=old", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var old = RtcCertificate.FromX509(x509);
        using var other = RtcCertificate.Create();
        using var pair = new DtlsPair(new DtlsEnd(other, isClient: true, old.Fingerprint), new DtlsEnd(old, isClient: false, other.Fingerprint));

        pair.Connect().ShouldBeTrue();

        pair.Client.Association.Parameters!.CipherSuite.ShouldBe("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        pair.Client.Association.Parameters.RemoteCertificate.ToArray().ShouldBe(x509.RawData);
    }

    [Fact]
    public void A_certificate_may_be_disposed_while_its_connections_run()
    {
        var certificate = RtcCertificate.Create();
        using var other = RtcCertificate.Create();
        using var pair = new DtlsPair(new DtlsEnd(certificate, isClient: true, other.Fingerprint), new DtlsEnd(other, isClient: false, certificate.Fingerprint));
        certificate.Dispose();

        pair.Connect().ShouldBeTrue();
    }

    [Fact]
    public void Nobody_answers_and_it_is_given_up_in_time()
    {
        using var own = RtcCertificate.Create();
        using var client = new DtlsEnd(new DtlsOptions
        {
            Certificate = own,
            IsClient = true,
            RemoteFingerprints = [own.Fingerprint],
            HandshakeTimeout = TimeSpan.FromMilliseconds(200),
        });
        using var pair = new DtlsPair(client, new DtlsEnd(own, isClient: false, own.Fingerprint)) { Loss = 1 };

        pair.Connect(TimeSpan.FromSeconds(5)).ShouldBeFalse();

        client.Association.Failure!.Reason.ShouldBe(DtlsFailureReason.TimedOut);
        client.Association.NextDeadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Keying_material_is_the_same_at_both_ends_and_not_there_before()
    {
        using var pair = new DtlsPair();
        Span<byte> early = stackalloc byte[60];
        pair.Client.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", early).ShouldBeFalse();
        pair.Connect().ShouldBeTrue();

        var (one, other) = (new byte[60], new byte[60]);
        pair.Client.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", one).ShouldBeTrue();
        pair.Server.Association.TryExportKeyingMaterial("EXTRACTOR-dtls_srtp", other).ShouldBeTrue();

        one.ShouldBe(other);
        one.Any(static b => b != 0).ShouldBeTrue();
    }
}

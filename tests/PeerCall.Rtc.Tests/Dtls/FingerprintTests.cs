using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Tests.Dtls.Harness;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class FingerprintTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private readonly RtcCertificate _client = RtcCertificate.Create();
    private readonly RtcCertificate _server = RtcCertificate.Create();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_certificate_that_was_not_promised_ends_both_ends_within_a_second_and_no_byte_gets_through(bool byClient)
    {
        using var stranger = RtcCertificate.Create();
        using var client = new DtlsEnd(_client, isClient: true, (byClient ? stranger : _server).Fingerprint);
        using var server = new DtlsEnd(_server, isClient: false, (byClient ? _client : stranger).Fingerprint);
        using var pair = new DtlsPair(client, server);

        pair.Connect(OneSecond).ShouldBeFalse();
        client.Association.Send("secret"u8).ShouldBeFalse();
        server.Association.Send("secret"u8).ShouldBeFalse();
        pair.Settle();

        pair.Now.ShouldBeLessThan(OneSecond);
        (byClient ? client : server).Association.Failure!.Reason.ShouldBe(DtlsFailureReason.FingerprintMismatch);
        (byClient ? server : client).Association.Failure!.Reason.ShouldBe(DtlsFailureReason.AlertReceived);
        client.Data.ShouldBeEmpty();
        server.Data.ShouldBeEmpty();
        client.States.ShouldNotContain(DtlsState.Connected);
        server.States.ShouldNotContain(DtlsState.Connected);
    }

    [Fact]
    public void Weak_hashes_promise_nothing() => CertificateFingerprint
        .IsPromised(_server.RawData.Span, [new CertificateFingerprint("sha-1", "00:11"), new CertificateFingerprint("md5", "00")])
        .ShouldBeFalse();

    [Fact]
    public void Of_several_the_strongest_hash_counts()
    {
        var der = _server.RawData.Span;
        var right = CertificateFingerprint.Compute("sha-256", der);
        var strong = CertificateFingerprint.Compute("sha-512", der);
        var wrong = CertificateFingerprint.Compute("sha-512", _client.RawData.Span);

        CertificateFingerprint.IsPromised(der, [right, wrong]).ShouldBeFalse();
        CertificateFingerprint.IsPromised(der, [wrong, strong]).ShouldBeTrue();
        CertificateFingerprint.IsPromised(der, [new CertificateFingerprint("sha-1", "00"), right]).ShouldBeTrue();
        CertificateFingerprint.IsPromised(der, [CertificateFingerprint.Compute("sha-384", der)]).ShouldBeTrue();
    }

    [Fact]
    public void Letters_of_either_case_are_the_same()
    {
        var right = _server.Fingerprint;

        CertificateFingerprint.IsPromised(_server.RawData.Span, [new CertificateFingerprint("SHA-256", right.Value.ToLowerInvariant())]).ShouldBeTrue();
    }

    [Fact]
    public void A_certificate_of_ours_lasts_30_days_and_names_nobody()
    {
        _client.Expires.ShouldBeInRange(DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
        _client.Fingerprint.ShouldNotBe(_server.Fingerprint);
        _client.Fingerprint.Value.Length.ShouldBe(32 * 3 - 1);
    }
}

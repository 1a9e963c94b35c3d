using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class FingerprintTests
{
    private static readonly RtcCertificate Stranger = RtcCertificate.Create();

    private static RtcCertificate Server => DtlsPair.Options(false).Certificate;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wrong_fingerprint_ends_both_within_a_second_and_lets_no_data_through(bool clientIsDeceived)
    {
        DtlsOptions Deceive(DtlsOptions options) => options with { RemoteFingerprints = [Stranger.Fingerprint] };
        using var pair = new DtlsPair(client: clientIsDeceived ? Deceive : null, server: clientIsDeceived ? null : Deceive);
        foreach (var end in new[] { pair.Client, pair.Server })
            end.WhenState = _ => end.Association.Send("early"u8);

        pair.Start();
        pair.RunUntil(pair.IsFailed, 1);

        var (deceived, other) = clientIsDeceived ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
        deceived.Association.Failure!.Reason.ShouldBe(DtlsFailureReason.FingerprintMismatch);
        other.Association.Failure!.Reason.ShouldBe(DtlsFailureReason.AlertReceived);
        pair.Client.Data.ShouldBeEmpty();
        pair.Server.Data.ShouldBeEmpty();
        pair.Client.States.ShouldNotContain(DtlsState.Connected);
        pair.Server.States.ShouldNotContain(DtlsState.Connected);
    }

    [Theory]
    [InlineData("sha-1")]
    [InlineData("md5")]
    [InlineData("sha-224")]
    public void Weak_and_unknown_hashes_alone_match_nothing(string algorithm)
    {
        // The right hash, where it is one that the platform still computes.
#pragma warning disable CA5350 // Weak: that is what this is about.
        var value = algorithm == "sha-1" ? string.Join(':', Convert.ToHexString(SHA1.HashData(Server.RawData.Span)).Chunk(2).Select(pair => new string(pair))) : "AB:CD";
#pragma warning restore CA5350
        using var pair = new DtlsPair(client: options => options with { RemoteFingerprints = [new(algorithm, value)] });

        pair.Start();
        pair.RunUntil(pair.IsFailed, 1);

        pair.Client.Association.Failure!.Reason.ShouldBe(DtlsFailureReason.FingerprintMismatch);
    }

    [Fact]
    public void One_match_of_the_strongest_hash_is_enough()
    {
        var promised = new PromisedFingerprints([Stranger.GetFingerprint("sha-512"), Stranger.Fingerprint, Server.GetFingerprint("sha-512"), new("sha-1", "AB")]);

        promised.Match(Server.RawData.Span).ShouldBeTrue();
    }

    [Fact]
    public void A_match_of_a_weaker_hash_does_not_make_up_for_the_strongest()
    {
        var promised = new PromisedFingerprints([Server.Fingerprint, Stranger.GetFingerprint("sha-384")]);

        promised.Match(Server.RawData.Span).ShouldBeFalse();
    }

    [Fact]
    public void The_case_of_letters_does_not_matter()
    {
        var promised = new PromisedFingerprints([new("SHA-256", Server.Fingerprint.Value.ToLowerInvariant())]);

        promised.Match(Server.RawData.Span).ShouldBeTrue();
    }

    [Fact]
    public void What_is_written_can_be_read()
    {
        foreach (var algorithm in new[] { "sha-256", "sha-384", "sha-512" })
        {
            var fingerprint = Server.GetFingerprint(algorithm);
            CertificateFingerprint.TryParse(fingerprint.ToString().ToUpperInvariant(), out var read).ShouldBeTrue();
            read.ShouldBe(fingerprint);
            read.IsAcceptable.ShouldBeTrue();
        }

        CertificateFingerprint.TryParse("sha-1 AB:CD:01", out var weak).ShouldBeTrue();
        weak.IsAcceptable.ShouldBeFalse();
        default(CertificateFingerprint).IsAcceptable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256 ")]
    [InlineData("sha-256 AB")]
    [InlineData("sha-256 AB:CD:")]
    [InlineData("sha-1 AB:C")]
    [InlineData("sha-1 AB-CD")]
    [InlineData("sha-1 AG:CD")]
    [InlineData("sha/1 AB:CD")]
    [InlineData(" AB:CD")]
    public void Malformed_text_is_no_fingerprint(string text) => CertificateFingerprint.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void The_published_way_of_writing_is_kept() =>
        // The hash of no bytes (FIPS 180-4).
        CertificateFingerprint.Compute("sha-256", []).ToString().ShouldBe(
            "sha-256 E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55");

    [Fact]
    public void A_given_certificate_needs_a_key()
    {
        using var bare = X509CertificateLoader.LoadCertificate(Server.RawData.Span);

        Should.Throw<ArgumentException>(() => RtcCertificate.FromX509(bare));
    }

    [Fact]
    public void A_certificate_lasts_thirty_days_and_has_a_subject_of_its_own()
    {
        using var one = RtcCertificate.Create();
        using var first = X509CertificateLoader.LoadCertificate(one.RawData.Span);
        using var second = X509CertificateLoader.LoadCertificate(Stranger.RawData.Span);

        (one.Expires - DateTimeOffset.UtcNow).TotalDays.ShouldBeInRange(29.9, 30.1);
        string.Equals(first.Subject, second.Subject, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void A_connection_outlives_its_certificate_object_and_a_new_one_is_refused()
    {
        var own = RtcCertificate.Create();
        using var pair = new DtlsPair(
            client: options => options with { Certificate = own }, server: options => options with { RemoteFingerprints = [own.Fingerprint] });
        own.Dispose();

        pair.Start();
        pair.RunUntil(pair.IsConnected);

        Should.Throw<ObjectDisposedException>(() => DtlsEnd.Engine.Create(DtlsPair.Options(true) with { Certificate = own }, pair.Client));
    }
}

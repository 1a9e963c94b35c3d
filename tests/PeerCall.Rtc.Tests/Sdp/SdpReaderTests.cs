using PeerCall.Rtc.Sdp;

namespace PeerCall.Rtc.Tests.Sdp;

public sealed class SdpReaderTests
{
    private const string Fingerprint =
        "a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\n";

    private const string Header = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n";

    public static TheoryData<string> All => [.. SdpFixtures.All];

    [Theory]
    [MemberData(nameof(All))]
    public void What_other_stacks_write_is_read(string name)
    {
        var description = Read(SdpFixtures.Read(name));
        var hasData = !name.Contains("/call-offer", StringComparison.Ordinal) && !name.Contains("/call-answer", StringComparison.Ordinal);
        description.Media.Any(static media => media.IsData).ShouldBe(hasData);
        foreach (var media in description.Media)
        {
            media.Mid.ShouldNotBeNull();
            media.Ice.ShouldNotBeNull().IsValid.ShouldBeTrue();
            media.Fingerprints.ShouldNotBeEmpty();
            media.IsRejected.ShouldBeFalse();
            media.Setup.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Chromium_offers_a_data_section_with_names_in_place_of_addresses()
    {
        var data = Read(SdpFixtures.Read("chromium-156/data-offer")).Media.ShouldHaveSingleItem();
        data.Form.ShouldBe(DataSectionForm.Current);
        data.Mid.ShouldBe("0");
        data.Setup.ShouldBe(DtlsSetup.ActPass);
        data.SctpPort.ShouldBe((ushort)5000);
        data.MaxMessageSize.ShouldBe(262144);
        data.IsTrickle.ShouldBeTrue();
        data.Candidates.Count.ShouldBe(2);
        data.Candidates.ShouldAllBe(static candidate => candidate.Name!.EndsWith(".local", StringComparison.Ordinal));
    }

    [Fact]
    public void Firefox_writes_its_fingerprint_at_the_session_level_and_bundles_what_has_port_0()
    {
        var description = Read(SdpFixtures.Read("firefox-153/max-bundle-offer"));
        description.BundleGroups.ShouldHaveSingleItem().ShouldBe(["0", "1", "2", "3"]);
        var data = description.Media[3];
        data.Port.ShouldBe((ushort)0);
        data.IsBundleOnly.ShouldBeTrue();
        data.IsRejected.ShouldBeFalse();
        data.Fingerprints.ShouldBe(description.Media[0].Fingerprints);
        description.TaggedSectionOf(data).ShouldBe(description.Media[0]);
    }

    [Fact]
    public void Aiortc_writes_the_legacy_form()
    {
        var data = Read(SdpFixtures.Read("aiortc-1.4/data-offer")).Media.ShouldHaveSingleItem();
        data.Form.ShouldBe(DataSectionForm.Legacy);
        data.SctpPort.ShouldBe((ushort)5000);
        data.MaxMessageSize.ShouldBe(65536);
        data.IsEndOfCandidates.ShouldBeTrue();
    }

    [Fact]
    public void A_lite_implementation_a_message_without_limit_and_another_port_are_seen()
    {
        var description = Read(SdpFixtures.Read("written/ice-lite-offer"));
        description.IsIceLite.ShouldBeTrue();
        var data = description.Media.ShouldHaveSingleItem();
        data.MaxMessageSize.ShouldBe(0);
        data.SctpPort.ShouldBe((ushort)5001);
        data.Setup.ShouldBe(DtlsSetup.Passive);
        data.Fingerprints.ShouldHaveSingleItem().Value.ShouldBe(data.Fingerprints[0].Value.ToUpperInvariant());
    }

    [Fact]
    public void A_weak_fingerprint_beside_a_strong_one_is_passed_over()
    {
        var data = Read(SdpFixtures.Read("written/tcp-draft-offer")).Media.ShouldHaveSingleItem();
        data.Fingerprints.ShouldHaveSingleItem().Algorithm.ShouldBe("sha-256");
        data.MaxMessageSize.ShouldBe(65536);
        data.Form.ShouldBe(DataSectionForm.Current);
    }

    [Theory]
    [InlineData("written/pion-offer")]
    [InlineData("chromium-156/call-data-offer")]
    public void Both_kinds_of_line_end_mean_the_same(string name)
    {
        var lf = SdpFixtures.Read(name).Replace("\r\n", "\n", StringComparison.Ordinal);
        var crlf = lf.Replace("\n", "\r\n", StringComparison.Ordinal);
        SdpWriter.Write(Read(crlf)).ShouldBe(SdpWriter.Write(Read(lf)));
    }

    [Fact]
    public void What_is_written_is_read_again_as_the_same()
    {
        foreach (var name in SdpFixtures.All)
        {
            var written = SdpWriter.Write(Read(SdpFixtures.Read(name)));
            SdpWriter.Write(Read(written)).ShouldBe(written, name);
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("hello", 1)]
    [InlineData("v=1\n", 1)]
    [InlineData("v=0\ns=-\n", 2)]
    [InlineData("v=0\no=- x 1 IN IP4 127.0.0.1\n", 2)]
    [InlineData("v=0\no=- 1 1 IN IP4\n", 2)]
    [InlineData(Header + "=\n", 5)]
    [InlineData(Header + "\n\na=x\n", 5)]
    [InlineData(Header + "v=0\n", 5)]
    [InlineData(Header + "m=audio\n", 5)]
    [InlineData(Header + "m=application 70000 UDP/DTLS/SCTP webrtc-datachannel\n", 5)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:0\na=mid:0\n", 7)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:a b\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=setup:maybe\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=setup:active\na=setup:passive\n", 7)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=sctp-port:65536\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=max-message-size:-1\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=fingerprint:sha-256 AB:CD\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=fingerprint:sha-256\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=tls-id:short\n", 6)]
    [InlineData(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=ice-ufrag:abcd\na=ice-ufrag:efgh\n", 7)]
    [InlineData(Header + "a=x:\0\n", 5)]
    public void What_is_wrong_is_told_with_its_line(string text, int line)
    {
        SdpReader.TryRead(text, out var description, out var fault).ShouldBeFalse();
        description.ShouldBeNull();
        fault.Line.ShouldBe(line);
        fault.Text.ShouldEndWith(".");
    }

    [Theory]
    [InlineData("a=ice-ufrag:abc\na=ice-pwd:0123456789012345678901\n")]
    [InlineData("a=ice-ufrag:abcd\na=ice-pwd:012345678901234567890\n")]
    [InlineData("a=ice-ufrag:ab cd\na=ice-pwd:0123456789012345678901\n")]
    public void Malformed_ICE_parameters_are_refused(string lines) =>
        SdpReader.TryRead(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n" + lines, out _, out _).ShouldBeFalse();

    [Fact]
    public void Attributes_of_the_session_level_count_where_a_section_says_nothing()
    {
        var description = Read(
            Header + Fingerprint + "a=setup:active\na=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\n"
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:0\n"
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:1\na=setup:passive\na=ice-ufrag:efgh\na=ice-pwd:abcdefghijklmnopqrstuv\n");
        description.Media[0].Setup.ShouldBe(DtlsSetup.Active);
        description.Media[0].Ice!.UsernameFragment.ShouldBe("abcd");
        description.Media[1].Setup.ShouldBe(DtlsSetup.Passive);
        description.Media[1].Ice!.UsernameFragment.ShouldBe("efgh");
        description.Media[1].Fingerprints.ShouldBe(description.Media[0].Fingerprints);
    }

    [Fact]
    public void Sizes_are_bounded()
    {
        Refused(new string('a', (64 * 1024) + 1));
        Refused(Header + string.Concat(Enumerable.Repeat("a=x\n", 1001)));
        Refused(Header + string.Concat(Enumerable.Repeat("m=audio 9 X 0\n", 129)));
        Refused(Header + "m=audio 9 X " + new string('1', 2000) + "\n");
        Read(Header + string.Concat(Enumerable.Repeat("m=audio 9 X 0\na=x\n", 128))).Media.Count.ShouldBe(128);
        Read(Header + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n" + string.Concat(
            Enumerable.Range(1, 900).Select(static i => $"a=candidate:{i} 1 udp 1 192.0.2.1 {i} typ host\n"))).Media[0].Candidates.Count.ShouldBe(100);
    }

    [Theory]
    [InlineData("a=sctpmap:5000 webrtc-datachannel 65535\n", true)]
    [InlineData("a=sctpmap:5001 webrtc-datachannel 65535\n", false)]
    [InlineData("a=sctpmap:5000 something-else 1\n", false)]
    [InlineData("", false)]
    public void A_legacy_section_is_one_only_with_its_map(string lines, bool isData) =>
        Read(Header + "m=application 9 DTLS/SCTP 5000\n" + lines).Media[0].IsData.ShouldBe(isData);

    internal static SdpDescription Read(string text)
    {
        SdpReader.TryRead(text, out var description, out var fault).ShouldBeTrue(fault.ToString());
        return description.ShouldNotBeNull();
    }

    private static void Refused(string text) => SdpReader.TryRead(text, out _, out _).ShouldBeFalse();
}

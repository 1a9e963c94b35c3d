using System.Text;
using System.Text.Json;
using PeerCall.Signaling.Messages;

namespace PeerCall.Signaling.Tests;

/// <summary>What of a report is understood; the fixtures have what is refused.</summary>
public class LinkReportTests
{
    private const string Host = """{"type":"host","protocol":"udp"}""";

    public static TheoryData<string> Causes => [.. CauseCodes.All];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_is_known(string cause) => Read($$"""{"state":"failed","cause":"{{cause}}"}""")!.Cause.ShouldBe(cause);

    [Fact]
    public void A_cause_of_a_later_version_counts_as_none() => Read("""{"state":"failed","cause":"solar-storm"}""")!.Cause.ShouldBeNull();

    [Fact]
    public void Members_of_a_later_version_are_ignored() =>
        Read($$"""{"later":{"state":["failed"]},"state":"connected","local":{"type":"host","protocol":"udp","later":[1]},"remote":{{Host}}}""")
            .ShouldBe(new LinkReport { State = "connected", Local = Of("host"), Remote = Of("host") });

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2::9", "2001:db8:1::/48")]
    [InlineData("the sofa", null)]
    [InlineData("203.0.113.77:4000", null)]
    public void An_address_is_shortened_whatever_was_sent(string sent, string? kept) =>
        Read($$"""{"state":"connected","local":{"type":"host","protocol":"udp","address":"{{sent}}"},"remote":{{Host}}}""")!.Local!.Address.ShouldBe(kept);

    [Theory]
    [InlineData("turn.example.org:443", "turn.example.org:443")]
    [InlineData("[2001:db8::1]:3478", "[2001:db8::1]:3478")]
    [InlineData("<script>", null)]
    [InlineData("", null)]
    public void A_relay_is_called_by_a_name_or_not_at_all(string sent, string? kept) =>
        Read($$"""{"state":"connected","local":{"type":"relay","protocol":"udp","relayServer":"{{sent}}"},"remote":{{Host}}}""")!.Local!.RelayServer.ShouldBe(kept);

    [Theory]
    [InlineData("roundTripMs", 600_000)]
    [InlineData("jitterMs", 600_000)]
    [InlineData("lossPercent", 100)]
    [InlineData("connectMs", 86_400_000)]
    [InlineData("restarts", 1_000_000)]
    [InlineData("sendKbps", 10_000_000)]
    [InlineData("receiveKbps", 10_000_000)]
    [InlineData("bytesSent", 9_007_199_254_740_991)]
    [InlineData("bytesReceived", 9_007_199_254_740_991)]
    public void A_number_ends_at_its_bounds(string member, long most)
    {
        With(member, 0).ShouldNotBeNull();
        With(member, most).ShouldNotBeNull();
        With(member, most + 1).ShouldBeNull();
        With(member, -1).ShouldBeNull();

        static LinkReport? With(string member, long value) => Read($$"""{"state":"connected","{{member}}":{{value}}}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"state\":\"failed\"} {}")]
    [InlineData("{\"state\":\"failed\"")]
    [InlineData("{\"state\":\"failed\",\"cause\":\"\\ud800\"}")]
    [InlineData("{\"state\":\"\\ud800\"}")]
    [InlineData("{\"state\\ud800\":1}")]
    public void What_is_no_report_is_none(string text) => Read(text).ShouldBeNull();

    [Fact]
    public void Too_deep_is_no_report() => Read($$"""{"state":"failed","later":{{new string('[', 40)}}{{new string(']', 40)}}}""").ShouldBeNull();

    [Fact]
    public void What_is_written_is_what_was_read()
    {
        const string Text = """{"state":"connected","cause":"ok","local":{"type":"host","protocol":"udp"},"remote":{"type":"host","protocol":"udp"},"paused":false,"roundTripMs":0.1,"bytesSent":7}""";

        var message = OutgoingMessage.Create(new ReportFrom { From = "k3v9x2m7qa", Stats = Read(Text)! });

        JsonDocument.Parse(message.Utf8).RootElement.GetProperty("stats").GetRawText().ShouldBe(Text);
    }

    private static ReportedCandidate Of(string type) => new() { Type = type, Protocol = "udp" };

    private static LinkReport? Read(string text) => LinkReport.TryRead(Encoding.UTF8.GetBytes(text));
}

using PeerCall.Cli.Output;

namespace PeerCall.Cli.Tests.Output;

/// <summary>What a person reads about a link.</summary>
public class EventLinesTests
{
    private static readonly PathDescription Relayed = new("relay-udp", "relay", "relay", "udp", "call.example.org:3478", "");

    private readonly EventLines _lines = new();

    public EventLinesTests() => Read(new PeerJoinedEvent(new PeerDescription("p1", "Ada", "browser", "host", Connected: true)));

    [Fact]
    public void A_link_that_is_relayed_on_purpose_has_not_failed() =>
        Read(Link("connected", "relay-forced", Relayed)).ShouldBe(
            "The link to Ada is connected: relay-udp (relay - relay, udp) through call.example.org:3478. What to do. (relay-forced)");

    [Theory]
    [InlineData("failed", "udp-blocked", "The link to Ada has failed. What to do. (udp-blocked)")]
    [InlineData("failed", null, "The link to Ada has failed.")]
    [InlineData("interrupted", null, "The link to Ada is interrupted.")]
    [InlineData("interrupted", "signaling-lost", "The link to Ada is interrupted. What to do. (signaling-lost)")]
    [InlineData("connecting", "dtls-failed", "The link to Ada is not there yet. What to do. (dtls-failed)")]
    [InlineData("connecting", null, null)]
    [InlineData("closed", "peer-left", null)]
    public void A_link_without_a_path_is_told_with_its_cause(string state, string? cause, string? expected) => Read(Link(state, cause, path: null)).ShouldBe(expected);

    [Fact]
    public void The_same_sentence_comes_once()
    {
        Read(Link("connected", "relay-forced", Relayed)).ShouldNotBeNull();
        Read(Link("connected", "relay-forced", Relayed) with { PeerCause = "relay-forced" }).ShouldBeNull();
        Read(Link("interrupted", cause: null, path: null)).ShouldNotBeNull();
        Read(Link("connected", "relay-forced", Relayed)).ShouldNotBeNull();
    }

    [Fact]
    public void Who_comes_again_is_told_of_again()
    {
        Read(Link("failed", cause: null, path: null)).ShouldNotBeNull();
        Read(new PeerLeftEvent("p1", "Ada", "left")).ShouldBe("Ada has gone (left).");
        Read(Link("failed", cause: null, path: null)).ShouldNotBeNull();
    }

    private static LinkEvent Link(string state, string? cause, PathDescription? path) =>
        new("p1", state, cause, cause is null ? null : "What to do.", PeerCause: null, ConnectMs: null, Restarts: 0, path);

    /// <summary>Without the time of day in front.</summary>
    private string? Read(StayEvent what) => _lines.Of(what)?["00:00:00 ".Length..];
}

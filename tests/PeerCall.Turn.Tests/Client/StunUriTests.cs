using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

public sealed class StunUriTests
{
    [Theory]
    [InlineData("stun:stun.example.org", "stun.example.org", 3478, "stun:stun.example.org:3478")]
    [InlineData("STUN:192.0.2.1:80", "192.0.2.1", 80, "stun:192.0.2.1:80")]
    [InlineData("stun:[2001:db8::1]", "2001:db8::1", 3478, "stun:[2001:db8::1]:3478")]
    public void A_uri_says_where_and_is_written_in_full(string text, string host, int port, string full)
    {
        StunUri.TryParse(text, out var uri).ShouldBeTrue();
        uri.ShouldBe(new StunUri(host, port));
        uri.ToString().ShouldBe(full);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stun:")]
    [InlineData("stun://stun.example.org")]
    [InlineData("stun:stun.example.org:0")]
    [InlineData("stun:2001:db8::1")]
    [InlineData("stun:stun.example.org?")]
    [InlineData("stun:stun.example.org?transport=udp")]
    [InlineData("stuns:stun.example.org")]
    [InlineData("turn:stun.example.org")]
    public void What_is_none_is_refused(string? text) => StunUri.TryParse(text, out _).ShouldBeFalse();
}

using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

public sealed class TurnUriTests
{
    [Theory]
    [InlineData("turn:turn.example.org", "turn.example.org", 3478, TurnTransport.Udp)]
    [InlineData("TURN:turn.example.org?transport=UDP", "turn.example.org", 3478, TurnTransport.Udp)]
    [InlineData("turn:192.0.2.1:80?transport=tcp", "192.0.2.1", 80, TurnTransport.Tcp)]
    [InlineData("turn:[2001:db8::1]?transport=tcp", "2001:db8::1", 3478, TurnTransport.Tcp)]
    [InlineData("turns:turn.example.org", "turn.example.org", 5349, TurnTransport.Tls)]
    [InlineData("turns:[2001:db8::1]:443?transport=tcp", "2001:db8::1", 443, TurnTransport.Tls)]
    public void A_uri_says_where_and_how(string text, string host, int port, TurnTransport transport)
    {
        TurnUri.TryParse(text, out var uri).ShouldBeTrue();
        uri.ShouldBe(new TurnUri(host, port, transport));
    }

    [Theory]
    [InlineData("turn:turn.example.org", "turn:turn.example.org:3478?transport=udp")]
    [InlineData("turn:[2001:db8::1]?transport=tcp", "turn:[2001:db8::1]:3478?transport=tcp")]
    [InlineData("turns:192.0.2.1", "turns:192.0.2.1:5349?transport=tcp")]
    public void It_is_written_in_full(string text, string full)
    {
        TurnUri.TryParse(text, out var uri).ShouldBeTrue();
        uri!.ToString().ShouldBe(full);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("turn:")]
    [InlineData("turn.example.org")]
    [InlineData("stun:turn.example.org")]
    [InlineData("turn://turn.example.org")]
    [InlineData("turn:turn.example.org:0")]
    [InlineData("turn:turn.example.org:65536")]
    [InlineData("turn:turn.example.org:+1")]
    [InlineData("turn:turn.example.org:")]
    [InlineData("turn:2001:db8::1")]
    [InlineData("turn:[2001:db8::1")]
    [InlineData("turn:[]")]
    [InlineData("turn:[turn.example.org]")]
    [InlineData("turn:[2001:db8::1]x")]
    [InlineData("turn:turn.example.org?")]
    [InlineData("turn:turn.example.org?transport=sctp")]
    [InlineData("turns:turn.example.org?transport=udp")]
    [InlineData("turn:user@turn.example.org")]
    [InlineData("?turn:a")]
    public void What_is_none_is_refused(string? text) => TurnUri.TryParse(text, out _).ShouldBeFalse();
}

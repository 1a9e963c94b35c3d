using PeerCall.Server.IceServers;

namespace PeerCall.Server.Tests.IceServers;

public sealed class IceUrlTests
{
    [Theory]
    [InlineData("stun:stun.example.org", "stun:stun.example.org")]
    [InlineData("STUN:stun.example.org:3478", "stun:stun.example.org:3478")]
    [InlineData("turn:192.0.2.1", "turn:192.0.2.1?transport=udp")]
    [InlineData("turn:[2001:db8::1]:3478?transport=tcp", "turn:[2001:db8::1]:3478?transport=tcp")]
    [InlineData("turns:turn.example.org:443", "turns:turn.example.org:443?transport=tcp")]
    [InlineData("turns:turn.example.org?transport=TCP", "turns:turn.example.org?transport=tcp")]
    public void A_url_is_given_with_its_transport(string text, string given) => IceUrl.Parse(text)!.Text.ShouldBe(given);

    [Theory]
    [InlineData("")]
    [InlineData("turn.example.org")]
    [InlineData("turn:")]
    [InlineData("turn://turn.example.org")]
    [InlineData("turn:turn.example.org:0")]
    [InlineData("turn:turn.example.org:65536")]
    [InlineData("turn:turn.example.org:+1")]
    [InlineData("turn:turn.example.org:")]
    [InlineData("turn:2001:db8::1")]
    [InlineData("turn:[2001:db8::1")]
    [InlineData("turn:[turn.example.org]")]
    [InlineData("turn:[2001:db8::1]x")]
    [InlineData("turn:turn.example.org?transport=sctp")]
    [InlineData("turns:turn.example.org?transport=udp")]
    [InlineData("stuns:stun.example.org")]
    [InlineData("stun:stun.example.org?transport=udp")]
    [InlineData("turn:user@turn.example.org")]
    [InlineData("turn:a b")]
    [InlineData("?x:y")]
    [InlineData("https://turn.example.org")]
    public void What_is_none_is_refused(string text) => IceUrl.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("turn.example.org", "turn.example.org:3478")]
    [InlineData("192.0.2.1", "192.0.2.1:3478")]
    [InlineData("2001:db8::1", "[2001:db8::1]:3478")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:3478")]
    public void A_host_and_a_port_make_an_authority(string host, string authority) => IceUrl.Authority(host, 3478).ShouldBe(authority);

    [Theory]
    [InlineData("turn.example.org", true)]
    [InlineData("localhost", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("[2001:db8::1]", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("turn.example.org:80", false)]
    [InlineData("[2001:db8::1]:80", false)]
    [InlineData("[2001:db8::1", false)]
    [InlineData("[turn.example.org]", false)]
    [InlineData("2001:db8/::1", false)]
    [InlineData("2001:db8::/64", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("2001:db8::1?x", false)]
    public void A_host_is_a_name_or_an_address_and_nothing_else(string text, bool isHost) => IceUrl.IsHost(text).ShouldBe(isHost);
}

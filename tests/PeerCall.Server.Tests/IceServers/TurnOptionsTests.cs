using PeerCall.Server.IceServers;
using PeerCall.Server.Tests.Web;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.IceServers;

public sealed class TurnOptionsTests
{
    [Fact]
    public void By_default_the_server_is_our_own()
    {
        Bind().Mode.ShouldBe(TurnMode.Embedded);
        Bind().IceUrls().ShouldBeEmpty("they are made for each client");
    }

    [Fact]
    public void A_host_gives_stun_then_udp_then_tcp_then_tls() =>
        Bind(("Turn:Mode", "External"), ("Turn:Host", "turn.example.org"), ("Turn:Secret", "a-secret-of-some-length")).IceUrls().Select(static url => url.Text).ShouldBe(
        [
            "stun:turn.example.org:3478",
            "turn:turn.example.org:3478?transport=udp",
            "turn:turn.example.org:3478?transport=tcp",
            "turns:turn.example.org:5349?transport=tcp",
        ]);

    [Fact]
    public void Ports_can_be_left_out() =>
        Bind(("Turn:Mode", "External"), ("Turn:Secret", "a-secret-of-some-length"), ("Turn:Host", "turn.example.org"), ("Turn:UdpPort", ""), ("Turn:TcpPort", ""), ("Turn:TlsPort", "443"))
            .IceUrls().Select(static url => url.Text).ShouldBe(["turns:turn.example.org:443?transport=tcp"]);

    [Fact]
    public void Urls_in_any_order_come_in_ours_and_once() =>
        Bind(
            ("Turn:Mode", "External"), ("Turn:Secret", "a-secret-of-some-length"), ("Turn:StunUrls", "stun:a.example"),
            ("Turn:Urls", "turns:t.example:443,turn:t.example,turn:t.example?transport=tcp,stun:b.example,turn:t.example?transport=udp"))
            .IceUrls().Select(static url => url.Text).ShouldBe(
            [
                "stun:a.example", "stun:b.example", "turn:t.example?transport=udp", "turn:t.example?transport=tcp", "turns:t.example:443?transport=tcp",
            ]);

    [Theory]
    [InlineData("Turn:Urls", "http://x", "Turn:Urls is \"http://x\"; it expects a list of URLs")]
    [InlineData("Turn:StunUrls", "turn:x.example", "Turn:StunUrls is \"turn:x.example\"; it expects a list of URLs such as stun:")]
    [InlineData("Turn:Host", "a b", "Turn:Host is \"a b\"; it expects a host name")]
    [InlineData("Turn:UdpPort", "0", "Turn:UdpPort is \"0\"; it expects a port from 1")]
    [InlineData("Turn:CredentialLifetime", "59s", "Turn:CredentialLifetime is \"59s\"; it expects a length of time from 60s to 7d.")]
    [InlineData("Turn:CredentialLifetime", "8d", "Turn:CredentialLifetime is \"8d\"; it expects a length of time from 60s to 7d.")]
    [InlineData("Turn:SecretFile", "/nonexistent", "Turn:SecretFile is \"/nonexistent\"; it expects a readable file")]
    [InlineData("Turn:RequestsPerMinute", "0", "Turn:RequestsPerMinute is \"0\"; it expects a number")]
    [InlineData("Turn:Mode", "Sometimes", "Turn:Mode is \"Sometimes\"; it expects Embedded, External or None.")]
    [InlineData("Turn:Mode", "External", "Turn:Host is not set; it expects the TURN server's host name")]
    public void A_wrong_value_is_a_sentence(string key, string value, string start) =>
        Should.Throw<StartupFaultException>(() => Bind((key, value))).Message.ShouldStartWith(start);

    [Fact]
    public void External_needs_a_secret() =>
        Should.Throw<StartupFaultException>(() => Bind(("Turn:Mode", "External"), ("Turn:Host", "t.example"))).Message.ShouldStartWith("Turn:Secret is not set; it expects the secret");

    [Theory]
    [InlineData("Embedded")]
    [InlineData("External")]
    public void A_short_secret_is_a_sentence_that_does_not_show_it(string mode) =>
        Should.Throw<StartupFaultException>(() => Bind(("Turn:Mode", mode), ("Turn:Host", "t.example"), ("Turn:Secret", "fifteen-letters"))).Message
            .ShouldBe("Turn:Secret is not usable; it expects a secret of 16 characters or more.");

    [Fact]
    public void The_secret_may_be_in_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("secret", "  a-secret-from-a-file\n");
        Bind(("Turn:Mode", "External"), ("Turn:Host", "t.example"), ("Turn:SecretFile", file)).ReadSecret().ShouldBe("a-secret-from-a-file");
        Should.Throw<StartupFaultException>(() => Bind(("Turn:Secret", "x"), ("Turn:SecretFile", file))).Message.ShouldContain("Turn:Secret is set too");
        folder.Write("secret", "too-short\n");
        Should.Throw<StartupFaultException>(() => Bind(("Turn:SecretFile", file))).Message.ShouldEndWith("it expects a secret of 16 characters or more.");
        folder.Write("secret", "\n");
        Should.Throw<StartupFaultException>(() => Bind(("Turn:SecretFile", file)));
    }

    private static TurnOptions Bind(params (string Key, string Value)[] values) =>
        OptionsBinder.Bind<TurnOptions>(OptionsBinderTests.Configuration(values));
}

using PeerCall.Server.Operator;
using PeerCall.Server.ServerPeers;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.ServerPeers;

public sealed class ServerPeersOptionsTests
{
    [Fact]
    public void Rooms_have_lists()
    {
        var options = Bind(("Peers:Rooms:stand-up:0", "hub"), ("Peers:Rooms:stand-up:1", "echo"), ("Peers:Rooms:LAB", "echo, hub"));
        options.Rooms.Keys.Order(StringComparer.Ordinal).ShouldBe(["lab", "stand-up"]);
        options.Rooms["stand-up"].ShouldBe(["hub", "echo"]);
        options.Rooms["lab"].ShouldBe(["echo", "hub"]);
        options.CheckKinds(["echo", "hub"]);
    }

    [Fact]
    public void Nothing_is_configured_by_default()
    {
        var options = Bind();
        options.Rooms.ShouldBeEmpty();
        options.TestCalls.ShouldBeTrue();
        options.Max.ShouldBe(32);
        options.Ports.ShouldBe((0, 0));
        Bind(("Peers:UdpPorts", "50000-50099")).Ports.ShouldBe((50000, 50099));
    }

    [Theory]
    [InlineData("Peers:Max", "-1", "Peers:Max is \"-1\"; it expects a number of peers from 0 to 1000.")]
    [InlineData("Peers:TestCalls", "yes", "Peers:TestCalls is \"yes\"; it expects true or false.")]
    [InlineData("Peers:UdpPorts", "50000", "Peers:UdpPorts is \"50000\"; it expects a range of at least 8 ports such as 50000-50999, from 1024 to 65535, or nothing.")]
    [InlineData("Peers:UdpPorts", "50000-50003", "Peers:UdpPorts is \"50000-50003\"; it expects a range of at least 8 ports such as 50000-50999, from 1024 to 65535, or nothing.")]
    [InlineData("Peers:Rooms:a_b", "hub", "Peers:Rooms is \"hub\"; it expects names of rooms, 3 to 64 of a-z, 0-9 and '-', and \"a_b\" is none.")]
    public void A_wrong_value_is_a_sentence(string key, string value, string sentence) =>
        Should.Throw<StartupFaultException>(() => Bind((key, value))).Message.ShouldBe(sentence);

    [Fact]
    public void A_peer_that_there_is_not_is_a_sentence()
    {
        var options = Bind(("Peers:Rooms:lab", "hubb"));
        Should.Throw<StartupFaultException>(() => options.CheckKinds(["hub", "echo"])).Message
            .ShouldBe("Peers:Rooms:lab is \"hubb\"; it expects server peers that there are: echo, hub.");
    }

    [Fact]
    public void A_short_key_is_a_sentence_that_does_not_tell_it() =>
        Should.Throw<StartupFaultException>(() => OptionsBinder.Bind<OperatorOptions>(OptionsBinderTests.Configuration(("Operator:Key", "tooshort")))).Message
            .ShouldBe("Operator:Key is not usable; it expects a key of at least 16 characters.");

    private static ServerPeersOptions Bind(params (string Key, string Value)[] settings) => OptionsBinder.Bind<ServerPeersOptions>(OptionsBinderTests.Configuration(settings));
}

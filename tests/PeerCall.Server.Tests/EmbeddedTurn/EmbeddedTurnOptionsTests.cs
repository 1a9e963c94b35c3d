using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Tests.Web;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.EmbeddedTurn;

public sealed class EmbeddedTurnOptionsTests
{
    [Fact]
    public void By_default_it_listens_on_3478_and_relays_on_840_ports()
    {
        var options = Bind();
        options.Port.ShouldBe(3478);
        options.Ports.ShouldBe((49160, 49999));
        options.MaxAllocationsPerUser.ShouldBeGreaterThan(7 * 2 * 3 * 2, "seven links, two addresses, three TURN URLs, and an ICE restart");
        options.Users.ShouldBeEmpty();
        options.AllowedNetworks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Turn:Address", "here", "Turn:Address is \"here\"; it expects localhost, *")]
    [InlineData("Turn:Port", "65536", "Turn:Port is \"65536\"; it expects a port from 1 to 65535, 0 for any free one, or nothing")]
    [InlineData("Turn:PublicAddress", "a b", "Turn:PublicAddress is \"a b\"; it expects an IP address or a host name")]
    [InlineData("Turn:PublicAddress", "1.1.1.1,8.8.8.8,9.9.9.9", "Turn:PublicAddress is \"1.1.1.1,8.8.8.8,9.9.9.9\"; it expects")]
    [InlineData("Turn:PublicAddress", "0.0.0.0", "Turn:PublicAddress is \"0.0.0.0\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "::", "Turn:PublicAddress is \"::\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "224.0.0.1", "Turn:PublicAddress is \"224.0.0.1\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "255.255.255.255", "Turn:PublicAddress is \"255.255.255.255\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "0.1.2.3", "Turn:PublicAddress is \"0.1.2.3\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "ff02::1", "Turn:PublicAddress is \"ff02::1\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "fe80::1", "Turn:PublicAddress is \"fe80::1\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "::ffff:203.0.113.5", "Turn:PublicAddress is \"::ffff:203.0.113.5\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:PublicAddress", "203.0.113.5,203.0.113.6", "Turn:PublicAddress is \"203.0.113.5,203.0.113.6\"; it expects an IP address or a host name under which other networks reach this machine")]
    [InlineData("Turn:RelayAddress", "box", "Turn:RelayAddress is \"box\"; it expects an IP address of this machine")]
    [InlineData("Turn:RelayAddress", "0.0.0.0", "Turn:RelayAddress is \"0.0.0.0\"; it expects an IP address of this machine")]
    [InlineData("Turn:RelayAddress", "224.0.0.1", "Turn:RelayAddress is \"224.0.0.1\"; it expects an IP address of this machine")]
    [InlineData("Turn:RelayAddress", "::", "Turn:RelayAddress is \"::\"; it expects an IP address of this machine")]
    [InlineData("Turn:RelayAddress", "::ffff:10.0.0.1", "Turn:RelayAddress is \"::ffff:10.0.0.1\"; it expects an IP address of this machine")]
    [InlineData("Turn:RelayAddress", "10.0.0.1,10.0.0.2", "Turn:RelayAddress is \"10.0.0.1,10.0.0.2\"; it expects an IP address of this machine, at most one of each family.")]
    [InlineData("Turn:RelayPorts", "49999-49160", "Turn:RelayPorts is \"49999-49160\"; it expects the lower port first, as in 49160-49999.")]
    [InlineData("Turn:RelayPorts", "49160", "Turn:RelayPorts is \"49160\"; it expects a range of at least 8 ports")]
    [InlineData("Turn:RelayPorts", "80-1000", "Turn:RelayPorts is \"80-1000\"; it expects a range of at least 8 ports")]
    [InlineData("Turn:RelayPorts", "60000-65536", "Turn:RelayPorts is \"60000-65536\"; it expects a range of at least 8 ports")]
    [InlineData("Turn:RelayPorts", "3000-4000", "Turn:RelayPorts is \"3000-4000\"; it expects a range without the port of Turn:Port.")]
    [InlineData("Turn:Realm", "a \"b\"", "Turn:Realm is \"a \"b\"\"; it expects a name of 1 to 64 letters")]
    [InlineData("Turn:UsersFile", "/nonexistent", "Turn:UsersFile is \"/nonexistent\"; it expects a readable file")]
    [InlineData("Turn:AllowedPeers", "10.0.0.0/33", "Turn:AllowedPeers is \"10.0.0.0/33\"; it expects a list of networks")]
    [InlineData("Turn:DeniedPeers", "x", "Turn:DeniedPeers is \"x\"; it expects a list of networks")]
    [InlineData("Turn:MaxAllocationsPerUser", "0", "Turn:MaxAllocationsPerUser is \"0\"; it expects a number of allocations")]
    [InlineData("Turn:MaxAllocations", "70000", "Turn:MaxAllocations is \"70000\"; it expects a number of allocations")]
    [InlineData("Turn:BandwidthPerAllocation", "1", "Turn:BandwidthPerAllocation is \"1\"; it expects a number of kbit/s")]
    [InlineData("Turn:Threads", "65", "Turn:Threads is \"65\"; it expects a number of threads from 1 to 64, or nothing.")]
    public void A_wrong_value_is_a_sentence(string key, string value, string start) =>
        Should.Throw<StartupFaultException>(() => Bind((key, value))).Message.ShouldStartWith(start);

    [Fact]
    public void Static_users_come_from_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("users", "# phones in the hall\n\nhall:secret:with:colons\n  door : x\n");
        Bind(("Turn:UsersFile", file)).Users.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["hall"] = "secret:with:colons", ["door "] = " x" });
    }

    [Theory]
    [InlineData("nobody", 1)]
    [InlineData("a:1\n:2", 2)]
    [InlineData("a:1\nb:", 2)]
    [InlineData("a:1\na:2", 2)]
    public void A_wrong_line_is_named_and_not_shown(string content, int line)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("users", content);
        Should.Throw<StartupFaultException>(() => Bind(("Turn:UsersFile", file))).Message
            .ShouldBe($"Turn:UsersFile is \"{file}\"; it expects a line name:password for each user, but line {line} is none.");
    }

    private static EmbeddedTurnOptions Bind(params (string Key, string Value)[] values) =>
        OptionsBinder.Bind<EmbeddedTurnOptions>(OptionsBinderTests.Configuration(values));
}

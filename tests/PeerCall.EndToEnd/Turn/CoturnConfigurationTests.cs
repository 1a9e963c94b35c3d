using System.Net;
using System.Net.Sockets;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Turn;

/// <summary>The configuration of <c>turn/</c> as shipped, in a real coturn: who gets in, and whom they may reach.</summary>
public sealed class CoturnConfigurationTests
{
    private const int Forbidden = 403;
    private const int Unauthorized = 401;

    /// <summary>First and last address of every block that may not be reached: IANA special-purpose registries and multicast.</summary>
    public static readonly string[] DeniedPeers =
    [
        "0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0",
        "192.0.2.255", "192.31.196.1", "192.52.193.1", "192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255", "192.175.48.1",
        "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.1", "239.255.255.255",
        "240.0.0.0", "255.255.255.254", "255.255.255.255",
        "::", "::1", "::7f00:1", "::a00:1", "::ffff:0:7f00:1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "100::1", "100:0:0:1::1", "2001::1", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::1",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2002::1", "2002:7f00:1::1", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2620:4f:8000::1",
        "3fff::1", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "5f00::1", "fc00::1", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::1", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff02::1", "ff0e::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    ];

    /// <summary>The neighbours just outside the blocks. A permission sends nothing, so no packet leaves this machine.</summary>
    public static readonly string[] AllowedPeers =
    [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.0",
        "223.255.255.255", "2001:200::1", "2003::1", "2606:4700::1", "2a00::1", "2001:db9::1",
    ];

    [Fact]
    public async Task No_special_purpose_block_of_either_family_may_be_reached()
    {
        await using var coturn = await CoturnProcess.Start(allowLoopback: false);
        var reached = new List<string>();

        foreach (var peer in DeniedPeers)
        {
            var code = await PermissionFor(coturn, peer);
            if (code != Forbidden)
                reached.Add($"{peer}: {code}");
        }

        reached.ShouldBeEmpty();
    }

    [Fact]
    public async Task Public_addresses_just_outside_those_blocks_may_be_reached()
    {
        await using var coturn = await CoturnProcess.Start(allowLoopback: false);
        var refused = new List<string>();

        foreach (var peer in AllowedPeers)
        {
            var code = await PermissionFor(coturn, peer);
            if (code != 0)
                refused.Add($"{peer}: {code}");
        }

        refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Behind_nat_two_relayed_peers_meet_although_the_private_address_is_denied_otherwise()
    {
        // coturn maps its public address back to the private one before it checks a peer; start.sh allows exactly that one.
        await using var coturn = await CoturnProcess.Start(allowLoopback: false, externalIp: "192.0.2.1/10.0.0.5");

        (await PermissionFor(coturn, "192.0.2.1")).ShouldBe(0);
        (await PermissionFor(coturn, "10.0.0.6")).ShouldBe(Forbidden);
        (await PermissionFor(coturn, "192.0.2.2")).ShouldBe(Forbidden);
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("expired")]
    [InlineData("no expiry")]
    public async Task Only_an_unexpired_credential_of_the_shared_secret_gets_a_relay(string flaw)
    {
        await using var coturn = await CoturnProcess.Start();
        var credential = flaw switch
        {
            "wrong password" => (coturn.Credential("ann").Username, "bm90IHRoZSBwYXNzd29yZA=="),
            "expired" => coturn.Sign("1000000000:ann"),
            _ => coturn.Sign("ann"),
        };
        using var probe = new TurnProbe(IPAddress.Loopback, coturn.Port, credential);

        (await probe.Allocate(AddressFamily.InterNetwork)).ShouldBe(Unauthorized);
    }

    [Fact]
    public async Task The_secret_is_on_no_command_line_and_in_no_file_left_behind()
    {
        await using var coturn = await CoturnProcess.Start();

        (await File.ReadAllTextAsync($"/proc/{coturn.ProcessId}/cmdline")).ShouldNotContain(coturn.Secret);
        coturn.Output.ShouldNotContain(coturn.Secret);
        coturn.FilesLeft.ShouldBe(["cert.pem", "key.pem"], ignoreOrder: true);
    }

    private static async Task<int> PermissionFor(CoturnProcess coturn, string peer)
    {
        var address = IPAddress.Parse(peer);
        using var probe = new TurnProbe(IPAddress.Loopback, coturn.Port, coturn.Credential($"probe{Guid.NewGuid():N}"));
        (await probe.Allocate(address.AddressFamily)).ShouldBe(0, $"allocation for {peer}; coturn wrote:\n{coturn.Output}");
        return await probe.Permit(address);
    }
}

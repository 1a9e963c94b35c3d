using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Turn;

/// <summary>The server's own relay, used by clients that nobody here wrote: the programs of coturn's package.</summary>
public sealed class EmbeddedTurnTests
{
    // uclient makes two allocations each, all for one user.
    private const int Clients = 8;

    private static readonly (string, string) LoopbackPeers = ("Turn:AllowedPeers", "127.0.0.0/8");

    /// <summary>What a run is for, and its flags. <c>-s</c>: Send and Data indications.</summary>
    public static TheoryData<string, string> Uses => new()
    {
        // The two halves of an RTP/RTCP pair: EVEN-PORT, and RESERVATION-TOKEN for the next port.
        { "pairs of ports over UDP", "-s" },
        { "pairs of ports over TCP", "-s -t" },
        { "odd lengths over TCP", "-s -t -c -l 101" },
    };

    /// <summary>What a run is for, and its flags.</summary>
    public static TheoryData<string, string> ChannelUses => new()
    {
        { "ChannelData over UDP", "" },
        { "padded ChannelData over UDP", "-D -l 101" },
        { "ChannelData of an odd length over TCP", "-t -l 101" },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task Two_relayed_clients_lose_nothing_of_what_they_send_each_other(string use, string flags)
    {
        await using var turn = await EmbeddedTurn.Start();

        var account = await TurnUtility.Uclient(turn.Port, turn.Credential("ann"), 100, Words(flags));

        ShouldBeWhole(account, use, turn);
    }

    [Theory]
    [MemberData(nameof(ChannelUses))]
    public async Task Two_relayed_clients_lose_nothing_on_their_channels(string use, string flags)
    {
        await using var turn = await EmbeddedTurn.Start();

        var account = await TurnUtility.UclientWithChannels(turn.Port, turn.Credential, 100, Words(flags));

        ShouldBeWhole(account, use, turn);
    }

    [Theory]
    [InlineData("UDP", "")]
    [InlineData("TCP", "-t")]
    public async Task Ten_thousand_packets_go_through_without_a_loss(string transport, string flags)
    {
        await using var turn = await EmbeddedTurn.Start();
        // uclient has buffers of 128 KiB and catches up at once after it was kept waiting; at this pace and size they hold two thirds of a second.
        string[] load = ["-s", "-c", "-m", $"{Clients}", "-z", "4", "-l", "200"];

        var account = await TurnUtility.Uclient(turn.Port, turn.Credential("ann"), 10_000 / Clients, [.. Words(flags), .. load]);

        account.Sent.ShouldBe(10_000, account.Output);
        ShouldBeWhole(account, transport, turn);
    }

    [Theory]
    [InlineData("the TURN port")]
    [InlineData("the port of the page")]
    public async Task Over_tls_a_client_that_checks_the_certificate_gets_its_relay_on(string port)
    {
        await using var turn = await EmbeddedTurn.Start();
        string[] tls = ["-t", "-S", "-s", "-c", "-E", turn.CertificateFile];

        var account = await TurnUtility.Uclient(port == "the TURN port" ? turn.Port : turn.HttpsPort, turn.Credential("ann"), 100, tls);

        // uclient itself overlooks a TLS record that arrives together with another one, and a second message in one record; with any server it
        // misses the last packet of each client.
        account.Code.ShouldBe(0, account.Output);
        account.Sent.ShouldBe(200, account.Output);
        account.Received.ShouldBeGreaterThan(180, account.Output);
    }

    [Fact]
    public async Task Over_plain_tcp_the_port_of_the_page_relays_too()
    {
        await using var turn = await EmbeddedTurn.Start();

        var account = await TurnUtility.Uclient(turn.HttpPort, turn.Credential("ann"), 100, ["-t", "-s", "-c"]);

        ShouldBeWhole(account, "the HTTP port", turn);
    }

    [Fact]
    public async Task A_peer_in_an_allowed_network_is_reached_and_answers()
    {
        var port = FreePorts.Next();
        await using var echo = TurnUtility.Echo(port);
        await using var turn = await EmbeddedTurn.Start(LoopbackPeers);

        var account = await TurnUtility.UclientWithChannels(turn.Port, turn.Credential, 100, [], peerPort: port);

        ShouldBeWhole(account, "an echo", turn);
    }

    [Fact]
    public async Task A_peer_on_the_servers_own_machine_is_not_reached_unless_it_is_allowed()
    {
        var port = FreePorts.Next();
        await using var echo = TurnUtility.Echo(port);
        await using var turn = await EmbeddedTurn.Start();

        var account = await TurnUtility.UclientWithChannels(turn.Port, turn.Credential, 10, [], peerPort: port);

        account.Code.ShouldNotBe(0, account.Output);
        account.Output.ShouldContain("error 403");
        account.Received.ShouldBe(0, account.Output);
    }

    [Fact]
    public async Task A_wrong_password_gets_no_relay()
    {
        await using var turn = await EmbeddedTurn.Start();
        var (username, _) = turn.Credential("ann");

        var account = await TurnUtility.Uclient(turn.Port, (username, "bm90IHRoZSBwYXNzd29yZA=="), 10, ["-c"]);

        account.Code.ShouldNotBe(0, account.Output);
        account.Sent.ShouldBe(0, account.Output);
    }

    [Fact]
    public async Task A_stun_client_is_told_its_address()
    {
        await using var turn = await EmbeddedTurn.Start();

        var (code, output) = await TurnUtility.StunClient(turn.Port);

        code.ShouldBe(0, output);
        output.ShouldContain("UDP reflexive addr: 127.0.0.1:");
    }

    [Theory]
    [InlineData("-m")]
    [InlineData("-f")]
    [InlineData("-H")]
    public async Task Nat_discovery_learns_its_address_and_asks_no_more_of_a_server_with_one_address(string question)
    {
        await using var turn = await EmbeddedTurn.Start();

        var (code, output) = await TurnUtility.NatDiscovery(turn.Port, question);

        // RFC 5780 needs two addresses, which a server that has one does not pretend to have: it sends no OTHER-ADDRESS.
        code.ShouldBe(0, output);
        output.ShouldContain("UDP reflexive addr: 127.0.0.1:");
        output.ShouldNotContain("Other addr");
        output.ShouldNotContain("timeout");
    }

    [Fact]
    public async Task Nat_discovery_with_padding_is_told_that_padding_is_not_understood()
    {
        await using var turn = await EmbeddedTurn.Start();

        var (_, output) = await TurnUtility.NatDiscovery(turn.Port, "-m", "-P");

        // PADDING (RFC 5780 §7.6) must be understood by who gets it, so a server that does not has to say 420 (RFC 8489 §6.3.1).
        output.ShouldContain("error 420");
    }

    private static string[] Words(string flags) => flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void ShouldBeWhole(RelayAccount account, string use, EmbeddedTurn turn)
    {
        account.Code.ShouldBe(0, $"{use}:\n{account.Output}\nThe server wrote:\n{turn.Output}");
        account.Sent.ShouldBeGreaterThan(0, account.Output);
        account.Received.ShouldBe(account.Sent, $"{use}:\n{account.Output}");
    }
}

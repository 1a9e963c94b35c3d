using System.Globalization;
using System.Text.RegularExpressions;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>The programs <c>turnutils_…</c> of coturn: clients that know nothing of PeerCall.</summary>
internal static partial class TurnUtility
{
    // Of four channel numbers that uclient may choose a server of RFC 8656 takes one, and two clients choose one each.
    private const int MaxChoices = 250;

    // uclient waits ten seconds for a packet that does not come before it gives its account.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Two or more clients, each with an allocation, that send packets to each other or to <paramref name="peerPort"/>, and count what comes back.
    /// </summary>
    /// <param name="port">Port of the server on 127.0.0.1.</param>
    /// <param name="credential">User name and password.</param>
    /// <param name="packets">How many each client sends.</param>
    /// <param name="flags">Further flags, such as <c>-t</c> for TCP and <c>-S</c> for TLS.</param>
    /// <param name="peerPort">Port of an echo on 127.0.0.1; null: the clients are each other's peers.</param>
    public static async Task<RelayAccount> Uclient(
        int port, (string Username, string Password) credential, int packets, IEnumerable<string> flags, int? peerPort = null)
    {
        string[] to = peerPort is { } echo ? ["-e", "127.0.0.1", "-r", Text(echo)] : ["-y"];
        var (code, output) = await Run(
            "turnutils_uclient",
            [.. to, .. flags, "-n", Text(packets), "-p", Text(port), "-u", credential.Username, "-w", credential.Password, "127.0.0.1"]);
        var account = Account().Matches(output).LastOrDefault();
        return account is null
            ? new RelayAccount(code, 0, 0, output)
            : new RelayAccount(code, Number(account.Groups["sent"]), Number(account.Groups["received"]), output);
    }

    /// <summary>
    /// The same with ChannelData, for two clients at most. uclient knows the channel numbers of RFC 5766 (0x4000 to 0x7FFE) and chooses at random; RFC 8656
    /// §12 has left 0x4000 to 0x4FFF of them. It is started until its choice is one that exists.
    /// </summary>
    /// <param name="port">Port of the server on 127.0.0.1.</param>
    /// <param name="credential">Makes a credential of a name. Every start is a user of its own: one that has failed leaves its allocation behind.</param>
    /// <param name="packets">How many each client sends.</param>
    /// <param name="flags">Further flags.</param>
    /// <param name="peerPort">Port of an echo on 127.0.0.1; null: the clients are each other's peers.</param>
    public static async Task<RelayAccount> UclientWithChannels(
        int port, Func<string, (string Username, string Password)> credential, int packets, IEnumerable<string> flags, int? peerPort = null)
    {
        for (var choice = 1; ; choice++)
        {
            var account = await Uclient(port, credential($"ann{choice}"), packets, ["-c", .. flags], peerPort);
            if (choice == MaxChoices || !account.Output.Contains("channel bind: error 400", StringComparison.Ordinal))
                return account;
        }
    }

    /// <summary>Asks for the client's own address.</summary>
    public static Task<(int Code, string Output)> StunClient(int port) => Run("turnutils_stunclient", ["-p", Text(port), "127.0.0.1"]);

    /// <summary>Asks what the NAT in between does.</summary>
    /// <param name="port">Port of the server on 127.0.0.1.</param>
    /// <param name="flags">What is asked: <c>-m</c> mapping, <c>-f</c> filtering, <c>-H</c> hairpinning, <c>-P</c> with padding.</param>
    public static Task<(int Code, string Output)> NatDiscovery(int port, params string[] flags) =>
        Run("turnutils_natdiscovery", [.. flags, "-p", Text(port), "127.0.0.1"]);

    /// <summary>Starts a peer that sends everything back.</summary>
    public static ChildProcess Echo(int port) => ChildProcess.Start("turnutils_peer", ["-L", "127.0.0.1", "-p", Text(port)]);

    private static async Task<(int Code, string Output)> Run(string program, IEnumerable<string> arguments)
    {
        await using var process = ChildProcess.Start(program, arguments);
        var code = await process.Exit(Limit);
        return (code, process.Output);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tot_send_msgs=(?<sent>\d+), tot_recv_msgs=(?<received>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Account();
}

/// <summary>What a run of <c>turnutils_uclient</c> came to.</summary>
/// <param name="Code">Exit code; not 0 if an allocation, permission or channel was refused.</param>
/// <param name="Sent">Packets sent by all clients.</param>
/// <param name="Received">Packets that came back, in the right length on the right channel.</param>
/// <param name="Output">All it wrote.</param>
internal sealed record RelayAccount(int Code, int Sent, int Received, string Output);

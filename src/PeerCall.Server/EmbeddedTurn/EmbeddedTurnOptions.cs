using System.Globalization;
using System.Net;
using PeerCall.Server.IceServers;
using PeerCall.Server.Web;
using Endpoint = PeerCall.Server.Web.Endpoint;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>Section <c>Turn</c>: the TURN server inside this program, with <see cref="TurnMode.Embedded"/>.</summary>
internal sealed class EmbeddedTurnOptions : IOptionsSection
{
    /// <summary>Relay ports a server has at least: for a call or two.</summary>
    private const int MinRelayPorts = 8;

    /// <inheritdoc/>
    public static string Section => TurnOptions.Section;

    /// <summary>Where to listen on <see cref="Port"/>: <c>localhost</c>, <c>*</c> (every address) or an IP address. Default: <c>*</c>.</summary>
    [Expects("localhost, * or an IP address of this machine")]
    public string? Address { get; set; } = Endpoint.Any;

    /// <summary>
    /// Port for UDP, TCP and TLS; 0: any free one; empty: only on the web server's own ports. Default: 3478 (RFC 8656 §18).
    /// </summary>
    [Expects("a port from 1 to 65535, 0 for any free one, or nothing to have TURN on the web ports alone")]
    public int? Port { get; set; } = 3478;

    /// <summary>
    /// How relayed addresses look from outside: IP addresses or host names, at most one address of each family is used. Default: found: a global address of this
    /// machine, else the one that its packets leave from.
    /// </summary>
    [Expects("an IP address or a host name under which other networks reach this machine, at most one of each family")]
    public IReadOnlyList<string> PublicAddress { get; set; } = [];

    /// <summary>
    /// The addresses of this machine that relay sockets are bound to, at most one of each family. Default: the public one, or behind a one-to-one NAT the address
    /// that packets leave from.
    /// </summary>
    [Expects("an IP address of this machine, at most one of each family")]
    public IReadOnlyList<string> RelayAddress { get; set; } = [];

    /// <summary>UDP ports that calls are relayed through, first and last. Default: <c>49160-49999</c>.</summary>
    [Expects("a range of at least 8 ports such as 49160-49999, from 1024 to 65535")]
    public string? RelayPorts { get; set; } = "49160-49999";

    /// <summary>
    /// Realm of the credentials (RFC 8489 §9.2). A longer one makes the answer to a request without credentials longer, which is what
    /// forged requests are after. Default: <c>peercall</c>.
    /// </summary>
    [Expects("a name of 1 to 64 letters, digits, dots and hyphens")]
    public string? Realm { get; set; } = "peercall";

    /// <summary>File with static users, a line <c>name:password</c> each, for software that cannot ask for credentials. Default: none.</summary>
    [Expects("a readable file with a line name:password for each user")]
    public string? UsersFile { get; set; }

    /// <summary>Networks that may be relayed to although they are private or otherwise special. Default: none.</summary>
    [Expects("a list of networks such as 192.168.0.0/16 or of addresses")]
    public IReadOnlyList<string> AllowedPeers { get; set; } = [];

    /// <summary>Networks that are never relayed to. Default: none beyond private and special ones.</summary>
    [Expects("a list of networks such as 203.0.113.0/24 or of addresses")]
    public IReadOnlyList<string> DeniedPeers { get; set; } = [];

    /// <summary>
    /// Allocations of one user at a time. Default: 120. A browser makes one for each of its addresses, TURN URL and link, and twice that during an ICE restart:
    /// with 12, the fourth person in a room found no relay any more.
    /// </summary>
    [Expects("a number of allocations from 1 to 65536")]
    public int MaxAllocationsPerUser { get; set; } = 120;

    /// <summary>Allocations at a time; never more than there are relay ports. Default: 4096.</summary>
    [Expects("a number of allocations from 1 to 65536")]
    public int MaxAllocations { get; set; } = 4096;

    /// <summary>What an allocation may relay in each direction, in kbit/s; 0: any. Default: 20,000.</summary>
    [Expects("a number of kbit/s from 64 to 10000000, or 0 for no limit")]
    public int BandwidthPerAllocation { get; set; } = 20_000;

    /// <summary>Threads that relay; empty: one for each processor, at most 4. Default: empty.</summary>
    [Expects("a number of threads from 1 to 64, or nothing")]
    public int? Threads { get; set; }

    /// <summary><see cref="RelayPorts"/>, read.</summary>
    public (int First, int Last) Ports { get; private set; } = (49160, 49999);

    /// <summary><see cref="RelayAddress"/>, read.</summary>
    public IReadOnlyList<IPAddress> RelayAddresses { get; private set; } = [];

    /// <summary><see cref="AllowedPeers"/>, read.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; private set; } = [];

    /// <summary><see cref="DeniedPeers"/>, read.</summary>
    public IReadOnlyList<IPNetwork> DeniedNetworks { get; private set; } = [];

    /// <summary>The static users. Their passwords are secrets.</summary>
    public IReadOnlyDictionary<string, string> Users { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Endpoint.IsAddress(Address), nameof(Address));
        check.That(Port is null or (>= 0 and <= 65535), nameof(Port));
        CheckPublicAddresses(check);
        CheckRelayAddresses(check);
        CheckPorts(check);
        check.That(Realm is { Length: > 0 and <= 64 } && Realm.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'), nameof(Realm));
        check.That(NetworkList.TryParse(AllowedPeers, out var allowed), nameof(AllowedPeers));
        AllowedNetworks = allowed;
        check.That(NetworkList.TryParse(DeniedPeers, out var denied), nameof(DeniedPeers));
        DeniedNetworks = denied;
        check.That(MaxAllocationsPerUser is >= 1 and <= 65_536, nameof(MaxAllocationsPerUser));
        check.That(MaxAllocations is >= 1 and <= 65_536, nameof(MaxAllocations));
        check.That(BandwidthPerAllocation is 0 or (>= 64 and <= 10_000_000), nameof(BandwidthPerAllocation));
        check.That(Threads is null or (>= 1 and <= 64), nameof(Threads));
        if (UsersFile is null)
            return;
        check.That(TurnUsers.TryRead(UsersFile, out var users, out var line), nameof(UsersFile), line is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"a line name:password for each user, but line {number} is none")
            : null);
        Users = users;
    }

    private void CheckPublicAddresses(OptionsCheck check)
    {
        check.That(PublicAddress.All(IceUrl.IsHost) && PublicAddress.Count <= 2, nameof(PublicAddress));
        IPAddress[] addresses = [.. PublicAddress.Select(static text => IPAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>()];
        check.That(addresses.All(RelayPlan.CanRelayWith), nameof(PublicAddress));
        check.That(addresses.DistinctBy(static address => address.AddressFamily).Count() == addresses.Length, nameof(PublicAddress));
    }

    private void CheckRelayAddresses(OptionsCheck check)
    {
        var addresses = new List<IPAddress>();
        foreach (var text in RelayAddress)
        {
            check.That(IPAddress.TryParse(text, out var address) && RelayPlan.CanRelayWith(address), nameof(RelayAddress));
            addresses.Add(address!);
        }
        check.That(addresses.Select(static address => address.AddressFamily).Distinct().Count() == addresses.Count, nameof(RelayAddress));
        RelayAddresses = addresses;
    }

    private void CheckPorts(OptionsCheck check)
    {
        var parts = (RelayPorts ?? "").Split('-', StringSplitOptions.TrimEntries);
        var first = 0;
        var last = 0;
        var isRange = parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out last);
        check.That(isRange && first >= 1024 && last <= 65535, nameof(RelayPorts));
        check.That(first <= last, nameof(RelayPorts), "the lower port first, as in 49160-49999");
        check.That(last - first + 1 >= MinRelayPorts, nameof(RelayPorts));
        check.That(Port is not { } own || own < first || own > last, nameof(RelayPorts), "a range without the port of Turn:Port");
        Ports = (first, last);
    }
}

using PeerCall.Ice;
using PeerCall.Stun;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>Which STUN servers are asked about which bases, and what came of it: a server whose every answer is missing is an error, told once.</summary>
internal sealed class ReflexiveQueries(ServerReflexiveGatherer gatherer)
{
    /// <summary>What a server that did not answer is told as (W3C RTCPeerConnectionIceErrorEvent).</summary>
    public const int Unreachable = 701;

    private readonly Dictionary<string, Server> _servers = new(StringComparer.Ordinal);
    private readonly HashSet<TransportAddress> _addresses = [];

    /// <summary>Begins anew: all bases are asked about again.</summary>
    public void Clear()
    {
        _servers.Clear();
        _addresses.Clear();
    }

    /// <summary>A server's address was found.</summary>
    /// <returns>False if it is known already, by this URL or another.</returns>
    public bool Add(string url, in TransportAddress address, bool isQuiet)
    {
        if (!_addresses.Add(address))
            return false;
        if (!_servers.TryGetValue(url, out var server))
            _servers.Add(url, server = new Server(isQuiet));
        server.Addresses.Add(address);
        return true;
    }

    /// <summary>Asks all servers about a base.</summary>
    public void AskAll(HostBase about, TimeSpan now)
    {
        foreach (var (url, server) in _servers)
        {
            foreach (var address in server.Addresses)
                Ask(server, about, address, url, now);
        }
    }

    /// <summary>Asks one server address about a base.</summary>
    public void Ask(HostBase about, in TransportAddress address, string url, TimeSpan now) => Ask(_servers[url], about, address, url, now);

    /// <summary>A base is gone.</summary>
    public void RemoveBase(int baseId) => gatherer.RemoveBase(baseId);

    /// <summary>Takes note of a result; gives the error to tell, if this was a server's last hope.</summary>
    public IceCandidateError? Take(ServerReflexiveResult result)
    {
        if (!_servers.TryGetValue(result.Server, out var server))
            return null;
        server.Waiting--;
        server.HasAnswered |= result.MappedAddress is not null;
        server.LastError = result.ErrorCode != 0 ? result.ErrorCode : server.LastError;
        if (server.Waiting > 0 || server.HasAnswered || server.IsQuiet)
            return null;
        server.IsQuiet = true;
        return server.LastError is { } code
            ? new IceCandidateError(result.Server, code, "The STUN server refused.")
            : new IceCandidateError(result.Server, Unreachable, "The STUN server did not answer.");
    }

    private void Ask(Server server, HostBase about, in TransportAddress address, string url, TimeSpan now)
    {
        // From loopback nothing is reached but loopback, whose view of a base tells nothing.
        if (address.IsIPv4 != about.Address.IsIPv4 || IsLoopback(about.Address) != IsLoopback(address))
            return;
        server.Waiting++;
        gatherer.Ask(about.Id, address, url, now);
    }

    private static bool IsLoopback(in TransportAddress address) => address.IsIPv4 ? address.IPv4Bits >> 24 == 127 : address.IPv6Bits == UInt128.One;

    private sealed class Server(bool isQuiet)
    {
        public List<TransportAddress> Addresses { get; } = [];

        public int Waiting { get; set; }

        public bool HasAnswered { get; set; }

        public int? LastError { get; set; }

        /// <summary>Whether its failure is told elsewhere, or was told.</summary>
        public bool IsQuiet { get; set; } = isQuiet;
    }
}

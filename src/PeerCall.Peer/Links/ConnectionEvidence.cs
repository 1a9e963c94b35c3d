using System.Globalization;
using System.Net;
using PeerCall.Ice;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;

namespace PeerCall.Peer.Links;

/// <summary>Collects what one connection of a link sees, for telling the cause.</summary>
internal sealed class ConnectionEvidence
{
    /// <summary>More than this of anything is not kept: the other end says what its addresses are.</summary>
    private const int Most = 100;

    private readonly TimeProvider _clock;
    private readonly HashSet<string> _gathered = new(StringComparer.Ordinal);
    private readonly List<ServerFault> _faults = [];
    private readonly HashSet<string> _farAddresses = new(StringComparer.Ordinal);
    private readonly HashSet<bool> _relayFamilies = [];
    private IReadOnlyList<IceServer> _servers = [];
    private string[] _urls = [];

    public ConnectionEvidence(EngineConfiguration configuration, TimeProvider clock)
    {
        _clock = clock;
        Configure(configuration);
    }

    /// <summary>There was a path, and DTLS failed on it.</summary>
    public bool HasDtlsFailed { get; set; }

    /// <summary>The other end has answered.</summary>
    public bool HeardFromPeer { get; set; }

    /// <summary>
    /// What servers have told the connection before this one. A server that is away takes ten seconds to show it, and where both ends begin anew again and again no connection would live to see it. Candidates
    /// that this one gathers count more.
    /// </summary>
    public void Inherit(ConnectionEvidence before) => _faults.AddRange(before._faults);

    /// <summary>The servers are others from now on, or their credentials are: what was refused with the former ones counts no more.</summary>
    public void Configure(EngineConfiguration configuration)
    {
        _faults.RemoveAll(static fault => fault.Code != LinkEvidence.NotReached);
        _servers = configuration.IceServers;
        _urls = [.. _servers.SelectMany(static server => server.Urls)];
    }

    /// <summary>This end has a candidate.</summary>
    public void Gathered(string candidate)
    {
        if (!CandidateAttribute.TryParse(candidate, out var parsed))
            return;
        _gathered.Add(parsed.Type.ToWord());
        if (parsed is { Type: CandidateType.Relayed, Name: null })
            _relayFamilies.Add(parsed.Address.IsIPv4);
    }

    /// <summary>A server gave no candidate; tells whether that is news.</summary>
    public bool Add(IceCandidateError error)
    {
        var fault = new ServerFault(error.Url, error.ErrorCode, IsExpired(error.Url));
        if (_faults.Contains(fault) || _faults.Count >= Most)
            return false;
        _faults.Add(fault);
        return true;
    }

    /// <summary>The other end has a candidate.</summary>
    public void Heard(SignalingMessage message)
    {
        // What hides behind a name cannot be compared with an address.
        if (message.Candidate is { } said && _farAddresses.Count < Most
            && CandidateAttribute.TryParse(said.Candidate, out var parsed) && parsed is { IsUdp: true, Type: not CandidateType.Relayed, Name: null })
            _farAddresses.Add(parsed.Address.ToIPAddress().ToString());
    }

    /// <summary>All of it; the link adds what it knows itself.</summary>
    public LinkEvidence Collect() => new()
    {
        HasDtlsFailed = HasDtlsFailed,
        HeardFromPeer = HeardFromPeer,
        Servers = _urls,
        Gathered = _gathered,
        Faults = _faults,
        FarAddresses = [.. _farAddresses.Where(AsksRelayFor)],
    };

    /// <summary>
    /// A relay passes nothing on between families (RFC 8656 §7.2), and the loopback address of a machine that has others is of use on that machine alone: what it is not asked for, it does not refuse.
    /// </summary>
    private bool AsksRelayFor(string address) =>
        _relayFamilies.Contains(!address.Contains(':', StringComparison.Ordinal)) && (!IsLoopback(address) || _farAddresses.All(IsLoopback));

    private static bool IsLoopback(string address) => IPAddress.IsLoopback(IPAddress.Parse(address));

    /// <summary>Whether the user name for a URL is one of an ephemeral credential, <c>expiry:user</c>, and out of date by this machine's clock.</summary>
    private bool IsExpired(string url)
    {
        var user = _servers.FirstOrDefault(server => server.Urls.Any(own => IceUrl.IsSame(own, url)))?.Username;
        var end = user?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return end > 0 && long.TryParse(user.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var expiry) && expiry < _clock.GetUtcNow().ToUnixTimeSeconds();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Net;
using PeerCall.Ice;
using PeerCall.Rtc.Transport.Networks;
using PeerCall.Rtc.Transport.Relays;
using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>
/// Gathers the candidates of a connection (RFC 8445 §5.1.1): those of the host at once, those of servers as they answer. Bases and allocations are
/// kept over restarts; gathering again finds what is new. Under the gate.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Closed disposes of it, after everything that uses it.")]
internal sealed class CandidateGathering
{
    // RFC 8839 §5.1: what hides a related address.
    private static readonly TransportAddress HiddenV4 = TransportAddress.FromIPv4(0, 9);
    private static readonly TransportAddress HiddenV6 = TransportAddress.FromIPv6(UInt128.Zero, 9);

    // Beyond the time that a server has to answer, for finding it.
    private static readonly TimeSpan LookUpTime = TimeSpan.FromSeconds(1);

    private readonly PeerTransportOptions _options;
    private readonly RtcLoop _loop;
    private readonly ICandidateSink _sink;
    private readonly HostGathering _hosts;
    private readonly ServerReflexiveGatherer _reflexive;
    private readonly ReflexiveQueries _queries;
    private readonly RelayGathering _relays;
    private readonly CancellationTokenSource _end = new();
    private readonly ServerNames _names;
    private TransportConfiguration _configuration;
    private TimeSpan _endsAt = TimeSpan.MaxValue;
    private int _lastId;
    private int _generation;
    private readonly List<string> _lookingUp = [];
    private bool _isActive;
    private bool _hasBegun;

    /// <summary>Makes one that gathers nothing yet.</summary>
    /// <param name="options">The transport's.</param>
    /// <param name="loop">Its loop.</param>
    /// <param name="owner">Who takes what arrives at bases.</param>
    /// <param name="output">Where questions to STUN servers go.</param>
    /// <param name="sink">Who takes what is gathered.</param>
    public CandidateGathering(PeerTransportOptions options, RtcLoop loop, IRelayOwner owner, IIceOutput output, ICandidateSink sink)
    {
        _options = options;
        _loop = loop;
        _sink = sink;
        _configuration = options.Configuration;
        _hosts = new HostGathering(options, loop, owner, NextId);
        // Its own pace: behind a queue of questions to servers the first check would come late (RFC 8445 §14.2 has one for both).
        _reflexive = new ServerReflexiveGatherer(output, pacer: null, timeout: options.ServerTimeout);
        _queries = new ReflexiveQueries(_reflexive);
        var place = new RelayPlace(loop, options.Clock, options.ServerTimeout, options.SocketBufferBytes, options.ServerCertificateValidation, sink.Settle);
        _relays = new RelayGathering(place, owner, NextId);
        _names = new ServerNames(options.Resolve, _end.Token);
    }

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var deadline = _relays.Deadline < _endsAt ? _relays.Deadline : _endsAt;
            var reflexive = _reflexive.IsActive ? _reflexive.NextDeadline : TimeSpan.MaxValue;
            return reflexive < deadline ? reflexive : deadline;
        }
    }

    /// <summary>Another configuration: fresh credentials reach running allocations now, the rest counts when one gathers again.</summary>
    public void Configure(TransportConfiguration configuration)
    {
        _configuration = configuration;
        foreach (var server in configuration.Servers)
        {
            foreach (var url in server.Urls)
            {
                if (CredentialsOf(server) is { } credentials)
                    _relays.UpdateCredentials(url, credentials);
            }
        }
    }

    /// <summary>Gathers. Host candidates are told before it returns.</summary>
    public void Begin(TimeSpan now)
    {
        _generation++;
        _hasBegun = true;
        _isActive = true;
        _lookingUp.Clear();
        _endsAt = now + _options.ServerTimeout + LookUpTime;
        _names.Clear();
        _queries.Clear();
        ReleaseUnwanted(now);
        _relays.Verify(now);
        var wanted = WantedHosts(fresh: false);
        CloseHosts(wanted, now);
        _sink.OnGatheringBegun(now);
        OpenHosts(wanted, now);
        foreach (var server in _configuration.Servers)
        {
            foreach (var url in server.Urls)
                Begin(server, url, now);
        }
        EndIfDone(now);
    }

    /// <summary>The addresses of the host may have changed; tells whether they have.</summary>
    public bool Refresh(TimeSpan now)
    {
        if (!_hasBegun)
            return false;
        var wanted = WantedHosts(fresh: false);
        return CloseHosts(wanted, now) | OpenHosts(wanted, now);
    }

    /// <summary>A STUN message; false if it is none of a server that was asked.</summary>
    public bool Receive(int baseId, in TransportAddress source, ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (!_reflexive.IsActive || !_reflexive.Receive(baseId, in source, datagram, now))
            return false;
        TakeReflexive(now);
        return true;
    }

    /// <summary>An allocation was made.</summary>
    public void OnRelayAllocated(Relay relay, TurnAllocation allocation, TimeSpan now)
    {
        Tell(relay, allocation, now);
        EndIfDone(now);
    }

    /// <summary>Whether a base is an allocation that its server may have forgotten.</summary>
    public bool IsInDoubt(int baseId) => _relays.Relays.Any(r => r.Id == baseId && r.IsInDoubt);

    /// <summary>A server still has an allocation that was kept.</summary>
    public void OnRelayVerified(TimeSpan now) => EndIfDone(now);

    /// <summary>An allocation, or the attempt to have one, has ended.</summary>
    public void OnRelayEnded(Relay relay, TurnFailure failure, TimeSpan now)
    {
        _relays.Remove(relay);
        _sink.OnBaseGone(relay.Id, now);
        if (relay.IsInDoubt && _isActive && _configuration.Servers.FirstOrDefault(s => s.Urls.Contains(relay.Request.Url, StringComparer.Ordinal)) is { } server && CredentialsOf(server) is { } credentials)
        {
            _relays.Replace(relay, credentials, now);
            return;
        }
        // Few servers relay IPv6, and that one does not is no news if it relays IPv4.
        if (relay.Request.Family is not System.Net.Sockets.AddressFamily.InterNetworkV6 || failure.Reason is not TurnFailureReason.AddressFamilyNotSupported)
            TellError(new IceCandidateError(relay.Request.Url, failure.Code != 0 ? failure.Code : ReflexiveQueries.Unreachable, failure.Text));
        EndIfDone(now);
    }

    /// <summary>Does what is due.</summary>
    public void Advance(TimeSpan now)
    {
        _relays.Advance(now);
        if (_reflexive.IsActive)
        {
            _reflexive.Advance(now);
            TakeReflexive(now);
        }
        EndIfDone(now);
    }

    /// <summary>Ends: sockets close, allocations are given back.</summary>
    public void Close(TimeSpan now)
    {
        _generation++;
        _hasBegun = false;
        _isActive = false;
        _endsAt = TimeSpan.MaxValue;
        _end.Cancel();
        _hosts.Close([]);
        _relays.Release(static _ => false, now);
    }

    /// <summary>Completes when nothing is open any more. Not under the gate.</summary>
    public async Task Closed()
    {
        await _relays.Closed();
        _end.Dispose();
    }

    private static TurnCredentials? CredentialsOf(IceServer server) =>
        server is { Username: { Length: > 0 } username, Credential: { } credential } ? new TurnCredentials(username, credential) : null;

    private int NextId() => ++_lastId;

    private void ReleaseUnwanted(TimeSpan now)
    {
        var urls = _configuration.Servers.SelectMany(s => s.Urls).ToHashSet(StringComparer.Ordinal);
        foreach (var relay in _relays.Release(r => urls.Contains(r.Request.Url), now))
            _sink.OnBaseGone(relay.Id, now);
    }

    private IReadOnlyList<NetworkAddress> WantedHosts(bool fresh) => _configuration.RelayOnly
        ? []
        : HostAddresses.Choose(_options.Networks.Read(fresh), _options.IncludeLoopback, _options.AcceptsAddress);

    private bool CloseHosts(IReadOnlyList<NetworkAddress> wanted, TimeSpan now)
    {
        var closed = _hosts.Close(wanted);
        foreach (var gone in closed)
        {
            _queries.RemoveBase(gone.Id);
            _sink.OnBaseGone(gone.Id, now);
        }
        return closed.Count > 0;
    }

    private bool OpenHosts(IReadOnlyList<NetworkAddress> wanted, TimeSpan now)
    {
        var opened = _hosts.Open(wanted);
        foreach (var host in opened)
        {
            _sink.OnBase(host.Base);
            _sink.OnGathered(
                new LocalCandidateInit { BaseId = host.Base.Id, Type = CandidateType.Host, Address = host.Base.Address, NetworkType = host.Network.Word }, now);
            if (_isActive)
                _queries.AskAll(host.Base, now);
        }
        return opened.Count > 0;
    }

    private void Begin(IceServer server, string url, TimeSpan now)
    {
        if (StunUri.TryParse(url, out var stun))
        {
            if (!_configuration.RelayOnly)
                LookUp(stun.Host, url, (addresses, at) => AskStun(url, addresses, stun.Port, isQuiet: false, at), now);
        }
        else if (!TurnUri.TryParse(url, out var turn))
        {
            TellError(new IceCandidateError(url, ReflexiveQueries.Unreachable, "The URL is none of a STUN or TURN server that can be used."));
        }
        else if (CredentialsOf(server) is { } credentials)
        {
            LookUp(turn.Host, url, (addresses, at) => AskTurn(url, turn, addresses, credentials, at), now);
        }
        else
        {
            TellError(new IceCandidateError(url, 401, "A TURN server needs a user name and a password."));
        }
    }

    private void LookUp(string host, string url, Action<IPAddress[], TimeSpan> found, TimeSpan now)
    {
        var answer = _names.Find(host);
        if (answer.IsCompletedSuccessfully)
        {
            Take(answer.Result, host, url, found, now);
            return;
        }
        _lookingUp.Add(url);
        _ = TakeLater(answer, _generation, host, url, found);
    }

    private async Task TakeLater(Task<IPAddress[]> answer, int generation, string host, string url, Action<IPAddress[], TimeSpan> found)
    {
        var addresses = await answer.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (_loop.Enter())
        {
            if (generation != _generation)
                return;
            _lookingUp.Remove(url);
            Take(addresses, host, url, found, _loop.Now);
            EndIfDone(_loop.Now);
            _sink.Settle();
        }
    }

    private void Take(IPAddress[] addresses, string host, string url, Action<IPAddress[], TimeSpan> found, TimeSpan now)
    {
        if (addresses.Length > 0)
            found(addresses, now);
        else
            TellError(new IceCandidateError(url, ReflexiveQueries.Unreachable, $"The name {host} has no address."));
    }

    private void AskStun(string url, IPAddress[] addresses, int port, bool isQuiet, TimeSpan now)
    {
        // One address of each family is as good as all.
        foreach (var address in addresses.DistinctBy(a => a.AddressFamily))
        {
            var server = TransportAddress.From(address, port);
            if (!_queries.Add(url, in server, isQuiet))
                continue;
            foreach (var host in _hosts.Bases)
                _queries.Ask(host, in server, url, now);
        }
    }

    private void AskTurn(string url, TurnUri uri, IPAddress[] addresses, TurnCredentials credentials, TimeSpan now)
    {
        _relays.Allocate(url, uri, addresses, credentials, now);
        // Every TURN server is a STUN server too; only its relay is worth an error.
        if (uri.Transport is TurnTransport.Udp && !_configuration.RelayOnly)
            AskStun(url, addresses, uri.Port, isQuiet: true, now);
    }

    private void TakeReflexive(TimeSpan now)
    {
        while (_reflexive.TryTakeResult(out var result))
        {
            if (_queries.Take(result) is { } error)
                TellError(error);
            var about = _hosts.Bases.FirstOrDefault(b => b.Id == result.BaseId);
            if (about is null || result.MappedAddress is not { } mapped)
                continue;
            _sink.OnGathered(
                new LocalCandidateInit
                {
                    BaseId = result.BaseId,
                    Type = CandidateType.ServerReflexive,
                    Address = mapped,
                    RelatedAddress = about.Address,
                    Server = result.Server,
                },
                now);
        }
        EndIfDone(now);
    }

    private void Tell(Relay relay, TurnAllocation allocation, TimeSpan now)
    {
        _sink.OnBase(relay);
        var hidden = allocation.Relayed.IsIPv4 ? HiddenV4 : HiddenV6;
        _sink.OnGathered(
            new LocalCandidateInit
            {
                BaseId = relay.Id,
                Type = CandidateType.Relayed,
                Address = allocation.Relayed,
                // Its family is the relayed address's, or the line would contradict itself.
                RelatedAddress = _configuration.RelayOnly || allocation.Mapped.IsIPv4 != allocation.Relayed.IsIPv4 ? hidden : allocation.Mapped,
                RelayProtocol = relay.Protocol,
                Server = relay.Request.Url,
            },
            now);
    }

    private void TellError(IceCandidateError error)
    {
        if (_isActive)
            _sink.OnServerError(error);
    }

    private void EndIfDone(TimeSpan now)
    {
        if (!_isActive || (now < _endsAt && (_lookingUp.Count > 0 || _relays.IsActive || _reflexive.IsActive)))
            return;
        TellOverdue();
        _isActive = false;
        _endsAt = TimeSpan.MaxValue;
        _sink.OnGatheringEnded(now);
    }

    /// <summary>What still has not answered when the time is over.</summary>
    private void TellOverdue()
    {
        foreach (var url in _lookingUp)
            TellError(new IceCandidateError(url, ReflexiveQueries.Unreachable, "The server's name was not found in time."));
        foreach (var relay in _relays.Relays)
        {
            if (relay.Allocation is null)
                TellError(new IceCandidateError(relay.Request.Url, ReflexiveQueries.Unreachable, "The TURN server has not answered in time."));
        }
    }
}

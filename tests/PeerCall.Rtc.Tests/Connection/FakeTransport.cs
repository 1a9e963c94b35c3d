using System.Globalization;
using System.Runtime.CompilerServices;
using PeerCall.Ice;
using PeerCall.Net;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport;
using PeerCall.Sctp;
using PeerCall.Stun;

namespace PeerCall.Rtc.Tests.Connection;

/// <summary>A transport that does nothing but remember: generations follow each other as in the ICE agent, and candidates are found when a test says so.</summary>
internal sealed class FakeTransport : IPeerTransport
{
    // One gate for all of them is as good as one each, and one thread.
    private static readonly UdpLoop Loop = UdpLoop.Start(new UdpLoopOptions { Name = "test", Portable = true });
    private static int _lastNumber;

    private readonly IPeerTransportEvents _events;
    private readonly int _number = Interlocked.Increment(ref _lastNumber);
    private int _generation;
    private IceParameters? _previous;
    private RemoteTransportParameters? _previousRemote;

    public FakeTransport(IPeerTransportEvents events)
    {
        _events = events;
        LocalParameters = NewParameters();
        LocalFingerprint = new CertificateFingerprint(
            "sha-256", string.Join(':', Enumerable.Range(0, 32).Select(i => ((_number * 31 + i) & 255).ToString("X2", CultureInfo.InvariantCulture))));
    }

    public TimeSpan Now => TimeSpan.FromSeconds(100);

    public IceParameters LocalParameters { get; private set; }

    public IReadOnlyList<LocalCandidate> LocalCandidates => [.. Found];

    public List<LocalCandidate> Found { get; } = [];

    public CertificateFingerprint LocalFingerprint { get; }

    public IceGatheringState GatheringState { get; private set; }

    public IceConnectionState IceState { get; private set; }

    public DtlsState DtlsState { get; private set; }

    public IceRole? Role { get; private set; }

    public int Restarts { get; private set; }

    public RemoteTransportParameters? Remote { get; private set; }

    /// <summary>What <see cref="SetRemote"/> was told, all of it.</summary>
    public List<RemoteTransportParameters> Remotes { get; } = [];

    public List<CandidateAttribute> RemoteCandidates { get; } = [];

    public int RemoteEnds { get; private set; }

    public bool KeepsPrevious { get; set; } = true;

    public bool IsClosed { get; private set; }

    public bool IsDisposed { get; private set; }

    public TransportConfiguration? Configuration { get; set; }

    public TransportStatistics? Statistics { get; set; }

    public UdpLoop.Scope Enter() => Loop.Enter();

    public void Configure(TransportConfiguration configuration) => Configuration = configuration;

    public void Gather(IceRole role)
    {
        Role ??= role;
        if (GatheringState is not IceGatheringState.New)
            return;
        SetGathering(IceGatheringState.Gathering);
    }

    public void SetRemote(RemoteTransportParameters remote)
    {
        remote.Ice.IsValid.ShouldBeTrue();
        remote.Fingerprints.ShouldNotBeEmpty();
        if (Remote is { } before)
        {
            // What the real one cannot do must not be asked of it.
            remote.Fingerprints.ShouldBe(before.Fingerprints);
            remote.IsDtlsClient.ShouldBe(before.IsDtlsClient);
        }
        Remotes.Add(remote);
        Remote = remote;
    }

    public void AddRemoteCandidate(CandidateAttribute candidate) => RemoteCandidates.Add(candidate);

    public void EndOfRemoteCandidates() => RemoteEnds++;

    public IceParameters RestartIce()
    {
        _previous = LocalParameters;
        _previousRemote = Remote;
        Restarts++;
        GatheringState = IceGatheringState.New;
        return LocalParameters = NewParameters();
    }

    public bool RollBackRestart()
    {
        if (!KeepsPrevious || _previous is null)
            return false;
        LocalParameters = _previous;
        Remote = _previousRemote;
        _previous = null;
        Restarts--;
        return true;
    }

    // Channels are another part's; here their existence counts.
    public DataChannel? CreateDataChannel(string label, DataChannelOptions options) =>
        (DataChannel)RuntimeHelpers.GetUninitializedObject(typeof(DataChannel));

    public TransportStatistics GetStatistics() => Statistics ?? new TransportStatistics
    {
        Ice = new IceStatistics(null, [], Found, []),
        IceRole = Role ?? IceRole.Controlled,
        IceState = IceState,
        IceLocalUsernameFragment = LocalParameters.UsernameFragment,
        SelectedPairChanges = 0,
        DtlsState = DtlsState,
        IsDtlsClient = Remote?.IsDtlsClient,
        Dtls = null,
        PacketsSent = 0,
        PacketsReceived = 0,
        BytesSent = 0,
        BytesReceived = 0,
        Sctp = null,
        Channels = [],
        ChannelsOpened = 0,
        ChannelsClosed = 0,
    };

    public void Close()
    {
        IsClosed = true;
        IceState = IceConnectionState.Closed;
        DtlsState = DtlsState.Closed;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>A host candidate is found.</summary>
    public LocalCandidate Find(string address, int port)
    {
        using (Enter())
        {
            var agent = new IceAgent(new IceAgentOptions { Role = IceRole.Controlling }, new NoOutput());
            TransportAddress.TryParse(string.Create(CultureInfo.InvariantCulture, $"{address}:{port}"), out var at).ShouldBeTrue();
            var candidate = agent.AddLocalCandidate(
                new LocalCandidateInit { BaseId = Found.Count + 1, Type = CandidateType.Host, Address = at }, TimeSpan.Zero).ShouldNotBeNull();
            Found.Add(candidate);
            _events.OnCandidate(candidate);
            return candidate;
        }
    }

    public void Complete()
    {
        using (Enter())
            SetGathering(IceGatheringState.Complete);
    }

    public void Enter(IceConnectionState ice, DtlsState dtls)
    {
        using (Enter())
        {
            IceState = ice;
            _events.OnIceStateChanged(ice);
            DtlsState = dtls;
            _events.OnDtlsStateChanged(dtls);
        }
    }

    public void LoseAddress(bool isPathLost)
    {
        using (Enter())
            _events.OnNetworkChanged(isPathLost);
    }

    public void Fail(IceCandidateError error)
    {
        using (Enter())
            _events.OnCandidateError(error);
    }

    public DataChannel OpenFromAfar()
    {
        var channel = CreateDataChannel("", new DataChannelOptions())!;
        using (Enter())
            _events.OnDataChannel(channel);
        return channel;
    }

    private void SetGathering(IceGatheringState state)
    {
        GatheringState = state;
        _events.OnGatheringStateChanged(state);
    }

    private IceParameters NewParameters() =>
        new(string.Create(CultureInfo.InvariantCulture, $"f{_number}g{++_generation}xx"), "0123456789012345678901");

    private sealed class NoOutput : IIceOutput
    {
        public void Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram)
        {
        }
    }
}

using System.Collections.Concurrent;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport;
using PeerCall.Rtc.Transport.Networks;
using PeerCall.Sctp;
using PeerCall.Stun;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>A transport with the connection above it played by a test: it keeps what it is told and hands candidates to the other end.</summary>
internal sealed class TestPeer : IPeerTransportEvents, IAsyncDisposable
{
    private readonly ConcurrentQueue<Exception> _faults;

    public TestPeer(TestSetting setting)
    {
        _faults = setting.Faults;
        Transport = PeerTransport.Create(setting.ToOptions(), this);
    }

    public IPeerTransport Transport { get; }

    public PeerTransport Inner => (PeerTransport)Transport;

    public ConcurrentQueue<string> Candidates { get; } = [];

    public ConcurrentQueue<LocalCandidate> LocalCandidates { get; } = [];

    public ConcurrentQueue<IceCandidateError> Errors { get; } = [];

    public ConcurrentQueue<IceConnectionState> IceStates { get; } = [];

    public ConcurrentQueue<IceGatheringState> GatheringStates { get; } = [];

    public ConcurrentQueue<DtlsState> DtlsStates { get; } = [];

    public ConcurrentQueue<SelectedPath?> Paths { get; } = [];

    public System.Threading.Channels.Channel<DataChannel> Channels { get; } = System.Threading.Channels.Channel.CreateUnbounded<DataChannel>();

    public ConcurrentQueue<SctpCloseReason> Closings { get; } = [];

    public int NetworkChanges { get; private set; }

    /// <summary>Where candidates go; set by who connects it.</summary>
    public Action<string?>? Signal { get; set; }

    public Action? OnNextDtlsChange { get; set; }

    public T Run<T>(Func<IPeerTransport, T> action)
    {
        using (Transport.Enter())
            return action(Transport);
    }

    public void Run(Action<IPeerTransport> action)
    {
        using (Transport.Enter())
            action(Transport);
    }

    public DataChannel Create(string label, DataChannelOptions? options = null) =>
        Run(t => t.CreateDataChannel(label, options ?? new DataChannelOptions()))!;

    public async Task<DataChannel> NextChannel() => await Channels.Reader.ReadAsync().AsTask().Within();

    void IPeerTransportEvents.OnCandidate(LocalCandidate candidate)
    {
        var line = candidate.ToAttribute(Transport.LocalParameters.UsernameFragment).ToString();
        LocalCandidates.Enqueue(candidate);
        Candidates.Enqueue(line);
        Signal?.Invoke(line);
    }

    void IPeerTransportEvents.OnCandidateError(IceCandidateError error) => Errors.Enqueue(error);

    void IPeerTransportEvents.OnGatheringStateChanged(IceGatheringState state)
    {
        GatheringStates.Enqueue(state);
        if (state is IceGatheringState.Complete)
            Signal?.Invoke(null);
    }

    void IPeerTransportEvents.OnIceStateChanged(IceConnectionState state) => IceStates.Enqueue(state);

    void IPeerTransportEvents.OnNetworkChanged(bool isPathLost) => NetworkChanges++;

    void IPeerTransportEvents.OnSelectedPathChanged(SelectedPath? path) => Paths.Enqueue(path);

    void IPeerTransportEvents.OnDtlsStateChanged(DtlsState state)
    {
        DtlsStates.Enqueue(state);
        OnNextDtlsChange?.Invoke();
        OnNextDtlsChange = null;
    }

    void IPeerTransportEvents.OnDataChannel(DataChannel channel) => Channels.Writer.TryWrite(channel);

    void IPeerTransportEvents.OnAssociationClosed(in SctpCloseReason reason) => Closings.Enqueue(reason);

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync().AsTask().Within();
        _faults.ShouldBeEmpty();
    }
}

/// <summary>How a test wants its transports.</summary>
internal sealed record TestSetting
{
    public ConcurrentQueue<Exception> Faults { get; init; } = [];

    public IReadOnlyList<IceServer> Servers { get; init; } = [];

    public bool RelayOnly { get; init; }

    public IDtlsEngine? Dtls { get; init; }

    public RtcLoops? Loops { get; init; }

    public INetworkAddresses? Networks { get; init; }

    public bool AllAddresses { get; init; }

    public Func<PeerTransportOptions, PeerTransportOptions> With { get; init; } = static o => o;

    public PeerTransportOptions ToOptions() => With(new PeerTransportOptions
    {
        Configuration = new TransportConfiguration(Servers, RelayOnly),
        Dtls = Dtls ?? new PlainDtls(),
        Certificate = Certificates.Any,
        Loops = Loops ?? new RtcLoops(new RtcLoopsOptions { OnFault = Faults.Enqueue }),
        Networks = Networks ?? (AllAddresses ? SystemNetworkAddresses.Shared : new FixedAddresses("127.0.0.1:0")),
        IncludeLoopback = true,
    });
}

/// <summary>Addresses that a test sets.</summary>
internal sealed class FixedAddresses(params string[] addresses) : INetworkAddresses
{
    private readonly List<Action> _watchers = [];

    public IReadOnlyList<NetworkAddress> Current { get; private set; } = Read(addresses);

    public int Watchers => _watchers.Count;

    public void Change(params string[] addresses)
    {
        Current = Read(addresses);
        Action[] watchers;
        lock (_watchers)
            watchers = [.. _watchers];
        foreach (var watcher in watchers)
            watcher();
    }

    public IReadOnlyList<NetworkAddress> Read(bool fresh) => Current;

    public IDisposable Watch(Action changed)
    {
        lock (_watchers)
            _watchers.Add(changed);
        return new End(() =>
        {
            lock (_watchers)
                _watchers.Remove(changed);
        });
    }

    private static NetworkAddress[] Read(string[] addresses) =>
        [.. addresses.Select((a, i) => new NetworkAddress(Parse(a), $"test{i}", NetworkKind.Ethernet, IsVirtual: false))];

    private static TransportAddress Parse(string text) => TransportAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    private sealed class End(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

internal static class Certificates
{
    /// <summary>One for all: the double of DTLS looks at none.</summary>
    public static RtcCertificate Any { get; } = RtcCertificate.Create();
}

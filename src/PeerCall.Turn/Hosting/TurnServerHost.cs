using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>
/// A TURN server with its sockets: UDP listeners and relay sockets of its own, TCP and TLS connections as they are handed to it. Works on threads of its own.
/// </summary>
public sealed class TurnServerHost : IAsyncDisposable
{
    /// <summary>How often a port that is free for one listener is tried for the others, with port 0.</summary>
    private const int PortAttempts = 16;

    private static readonly TimeSpan StreamsEndTime = TimeSpan.FromSeconds(2);

    private readonly TurnServerHostOptions _options;
    private readonly HostEvents _events;
    private PeerAddressPolicy? _policy;
    private readonly TurnShard[] _shards;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly int[] _connections = new int[Enum.GetValues<ClientTransport>().Length];
    private readonly long[] _ends = new long[Enum.GetValues<StreamEnd>().Length];
    private readonly TaskCompletionSource _streamsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _streamDrops;
    private int _streams = 1; // and one for the host itself
    private int _disposed;

    private TurnServerHost(TurnServerHostOptions options, TimeProvider clock, ITurnServerEvents events)
    {
        _options = options;
        _stopping = _stop.Token;
        _events = new HostEvents(events) { ShardOf = ShardOf };
        var shared = new TurnServerShared(options.Server, clock, _events, MakePolicy);
        IdleConnections = new IdleConnections(options.Streams, clock);
        var addresses = new RelayAddresses(options);
        _shards = new TurnShard[Math.Clamp(options.Shards, 1, TurnServerHostOptions.MaxShards)];
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new TurnShard(i, options, shared, addresses);
    }

    /// <summary>What it listens on over UDP, with the port; empty without.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; private set; } = [];

    /// <summary>Connections without an allocation. Who looks at the first bytes of connections may keep those here that have sent none.</summary>
    public IdleConnections IdleConnections { get; }

    /// <summary>Allocations at the moment.</summary>
    public long Allocations => _events.Allocations;

    /// <summary>Packets to TCP and TLS clients that were lost because the client did not keep up, of connections that have ended.</summary>
    public long StreamDrops => Interlocked.Read(ref _streamDrops);

    /// <summary>
    /// How long the quietest of its threads has done nothing at all. Each turns once a second, clients or none: much more means that one hangs, and with it the clients
    /// that it has. Costs no lock.
    /// </summary>
    public TimeSpan Silence => _shards.Max(static shard => shard.Silence);

    /// <summary>What was relayed since the start. Costs no lock; a moment out of date.</summary>
    public RelayTotals Totals
    {
        get
        {
            var sum = default(RelayTotals);
            foreach (var shard in _shards)
                sum += shard.Traffic.Totals;
            return sum;
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="options">Checked by who made them.</param>
    /// <param name="clock">For credentials, nonces, and how long connections are idle.</param>
    /// <param name="events">Who is told.</param>
    /// <exception cref="TurnListenException">It cannot listen where it is told to.</exception>
    public static async Task<TurnServerHost> StartAsync(TurnServerHostOptions options, TimeProvider clock, ITurnServerEvents events)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(events);
        var host = new TurnServerHost(options, clock, events);
        try
        {
            host.Listen();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves a TCP or TLS client until either side ends it. The caller closes the connection afterwards; what could be sent has been.</summary>
    /// <param name="transport">The connection, behind TLS where there is TLS.</param>
    /// <param name="client">Its true addresses.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<StreamEnd> ServeAsync(IDuplexPipe transport, FiveTuple client, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(transport);
        if (_stopping.IsCancellationRequested)
            return StreamEnd.Lost;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping);
        using var connection = new TurnStreamConnection(transport, in client, ShardOf(client), IdleConnections, _options.Streams.SendQueueBytes, both.Token);
        Interlocked.Increment(ref _streams);
        Interlocked.Increment(ref _connections[(int)client.Transport]);
        try
        {
            var end = await connection.RunAsync();
            Interlocked.Increment(ref _ends[(int)end]);
            return end;
        }
        finally
        {
            Interlocked.Decrement(ref _connections[(int)client.Transport]);
            Interlocked.Add(ref _streamDrops, connection.Dropped);
            Leave();
        }
    }

    /// <summary>Says which addresses this machine has now: none of them is relayed to. Takes effect at once, from any thread.</summary>
    public void SetOwnAddresses(IEnumerable<IPAddress> own) => _policy!.SetOwn(own);

    /// <summary>TCP or TLS connections at the moment.</summary>
    public int Connections(ClientTransport transport) => Volatile.Read(ref _connections[(int)transport]);

    /// <summary>TCP and TLS connections that have ended this way, since the start.</summary>
    public long Ended(StreamEnd end) => Interlocked.Read(ref _ends[(int)end]);

    /// <summary>Ends all allocations and connections and closes every socket. Idempotent; not from one of its own threads.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        Leave();
        // A connection whose transport hangs must not hold the others' end.
        await Task.WhenAny(_streamsEnded.Task, Task.Delay(StreamsEndTime));
        IdleConnections.Dispose();
        foreach (var shard in _shards)
            shard.Dispose();
        _stop.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _streams) == 0)
            _streamsEnded.TrySetResult();
    }

    private PeerJudgement MakePolicy(TurnServerOptions options, IRelayedAddresses relayed)
    {
        _policy = new PeerAddressPolicy(options.AllowedPeers, options.DeniedPeers, options.OwnAddresses, relayed);
        return new PeerJudgement(_policy.Judge, _policy.JudgeAddress);
    }

    private TurnShard ShardOf(FiveTuple client) => _shards[(uint)client.GetHashCode() % (uint)_shards.Length];

    private void Listen()
    {
        if (_options.ListenAddresses.Count == 0)
            return;
        for (var attempt = 1; ; attempt++)
        {
            if (TryListen(out var failed, out var error))
                return;
            foreach (var shard in _shards)
                shard.StopListening();
            if (_options.Port != 0 || error is not SocketError.AddressAlreadyInUse || attempt == PortAttempts)
                throw new TurnListenException(failed, error);
        }
    }

    private bool TryListen(out IPEndPoint failed, out SocketError error)
    {
        // Elsewhere SO_REUSEPORT, where it exists, gives everything to one of the sockets.
        var spreads = OperatingSystem.IsLinux() && !_options.PortableLoops && _shards.Length > 1;
        var port = _options.Port;
        List<IPEndPoint> addresses = [];
        foreach (var address in _options.ListenAddresses)
        {
            foreach (var shard in spreads ? _shards : _shards.AsSpan(0, 1))
            {
                var bound = shard.Listen(TransportAddress.From(address, port), spreads, out error);
                failed = new IPEndPoint(address, port);
                if (bound.IsNone)
                    return false;
                port = bound.Port;
            }
            addresses.Add(new IPEndPoint(address, port));
        }
        Addresses = addresses;
        failed = addresses[0];
        error = SocketError.Success;
        return true;
    }
}

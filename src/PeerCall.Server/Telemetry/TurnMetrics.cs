using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using PeerCall.Stun;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;

namespace PeerCall.Server.Telemetry;

/// <summary>
/// Measurements of the embedded TURN server, in the server's meter. All counts are kept here and read when somebody asks: the relay's threads only add, without
/// a lock. Labels come from closed lists.
/// </summary>
internal sealed class TurnMetrics
{
    private static readonly string[] Transports = ["udp", "tcp", "tls"];
    private static readonly string[] Ends = ["released", "expired", "disconnected", "stopped"];
    private static readonly string[] Drops = ["malformed", "rate-limited", "no-permission", "bandwidth"];
    private static readonly string[] StreamEnds = ["closed", "lost", "broken", "idle"];
    private static readonly string[] Verdicts = ["allowed", "allowed-relayed", "special-purpose", "own", "network"];

    private readonly long[] _made = new long[Transports.Length];
    private readonly long[] _ended = new long[Ends.Length];
    private readonly long[] _dropped = new long[Drops.Length];
    private readonly long[] _denied = new long[Verdicts.Length];
    private readonly ConcurrentDictionary<(StunMethod Method, int Code), StrongBox<long>> _refused = [];
    private Func<TurnServerHost?> _host = static () => null;

    /// <summary>Creates the instruments.</summary>
    public TurnMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(new MeterOptions(ServerMetrics.MeterName));
        meter.CreateObservableGauge("peercall.turn.allocations", () => Here(static host => host.Allocations), "{allocation}", "TURN allocations.");
        meter.CreateObservableGauge("peercall.turn.connections", Connections, "{connection}", "TCP and TLS connections of TURN clients, by transport.");
        meter.CreateObservableGauge("peercall.turn.connections.idle", () => Here(static host => host.IdleConnections.Count), "{connection}", "Those without an allocation.");
        meter.CreateObservableCounter("peercall.turn.connections.ended", ConnectionsEnded, "{connection}", "TCP and TLS connections of TURN clients that ended, by reason.");
        meter.CreateObservableCounter("peercall.turn.allocations.made", () => Read(_made, "transport", Transports), "{allocation}", "Allocations made, by transport.");
        meter.CreateObservableCounter("peercall.turn.allocations.ended", () => Read(_ended, "reason", Ends), "{allocation}", "Allocations ended, by reason.");
        meter.CreateObservableCounter("peercall.turn.requests.refused", Refused, "{request}", "Requests refused, by method and error code.");
        meter.CreateObservableCounter("peercall.turn.peers.denied", () => Read(_denied, "verdict", Verdicts), "{address}", "Peer addresses that the policy denied, by verdict.");
        meter.CreateObservableCounter("peercall.turn.relayed.bytes", () => Relayed(static t => t.BytesToPeers, static t => t.BytesFromPeers), "By", "Application data relayed, by direction.");
        meter.CreateObservableCounter("peercall.turn.relayed.packets", () => Relayed(static t => t.PacketsToPeers, static t => t.PacketsFromPeers), "{packet}", "Packets relayed, by direction.");
        meter.CreateObservableCounter("peercall.turn.dropped", Dropped, "{packet}", "What was dropped without an answer, by cause.");
    }

    /// <summary>Sets where the present numbers come from; null while there is no server.</summary>
    public void Observe(Func<TurnServerHost?> host) => Volatile.Write(ref _host, host);

    /// <summary>An allocation was made.</summary>
    public void AllocationMade(ClientTransport transport) => Interlocked.Increment(ref _made[(int)transport]);

    /// <summary>An allocation has ended.</summary>
    public void AllocationEnded(AllocationEnd reason) => Interlocked.Increment(ref _ended[(int)reason]);

    /// <summary>A request was refused.</summary>
    public void RequestRefused(StunMethod method, int code)
    {
        if (!_refused.TryGetValue((method, code), out var count))
            count = _refused.GetOrAdd((method, code), new StrongBox<long>());
        Interlocked.Increment(ref count.Value);
    }

    /// <summary>A peer address was denied.</summary>
    public void PeerDenied(PeerAddressVerdict verdict) => Interlocked.Increment(ref _denied[(int)verdict]);

    /// <summary>Something was dropped.</summary>
    public void Dropped(TurnDrop cause) => Interlocked.Increment(ref _dropped[(int)cause]);

    private IEnumerable<Measurement<long>> Here(Func<TurnServerHost, long> value) =>
        Volatile.Read(ref _host)() is { } host ? [new Measurement<long>(value(host))] : [];

    private IEnumerable<Measurement<long>> Connections()
    {
        if (Volatile.Read(ref _host)() is not { } host)
            yield break;
        yield return new Measurement<long>(host.Connections(ClientTransport.Tcp), Label("transport", "tcp"));
        yield return new Measurement<long>(host.Connections(ClientTransport.Tls), Label("transport", "tls"));
    }

    private IEnumerable<Measurement<long>> ConnectionsEnded()
    {
        if (Volatile.Read(ref _host)() is not { } host)
            yield break;
        for (var end = 0; end < StreamEnds.Length; end++)
            yield return new Measurement<long>(host.Ended((StreamEnd)end), Label("reason", StreamEnds[end]));
    }

    private IEnumerable<Measurement<long>> Relayed(Func<RelayTotals, long> toPeers, Func<RelayTotals, long> fromPeers)
    {
        if (Volatile.Read(ref _host)() is not { } host)
            yield break;
        var totals = host.Totals;
        yield return new Measurement<long>(toPeers(totals), Label("direction", "to-peers"));
        yield return new Measurement<long>(fromPeers(totals), Label("direction", "from-peers"));
    }

    private IEnumerable<Measurement<long>> Refused()
    {
        foreach (var ((method, code), count) in _refused)
            yield return new Measurement<long>(Interlocked.Read(ref count.Value), Label("method", MethodName(method)), Label("code", code));
    }

    private IEnumerable<Measurement<long>> Dropped()
    {
        foreach (var measurement in Read(_dropped, "cause", Drops))
            yield return measurement;
        if (Volatile.Read(ref _host)() is { StreamDrops: > 0 and var slow })
            yield return new Measurement<long>(slow, Label("cause", "slow-client"));
    }

    // Series that have never counted are left out.
    private static IEnumerable<Measurement<long>> Read(long[] counts, string label, string[] values)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (Interlocked.Read(ref counts[i]) is > 0 and var count)
                yield return new Measurement<long>(count, Label(label, values[i]));
        }
    }

    private static string MethodName(StunMethod method) => method switch
    {
        StunMethod.Binding => "binding",
        StunMethod.Allocate => "allocate",
        StunMethod.Refresh => "refresh",
        StunMethod.CreatePermission => "create-permission",
        StunMethod.ChannelBind => "channel-bind",
        StunMethod.Send or StunMethod.Data => "indication",
        _ => "other",
    };

    private static KeyValuePair<string, object?> Label(string name, object value) => new(name, value);
}

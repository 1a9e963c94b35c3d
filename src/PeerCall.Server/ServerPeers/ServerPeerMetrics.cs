using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using PeerCall.Server.Telemetry;

namespace PeerCall.Server.ServerPeers;

/// <summary>Measurements of the server's own peers, in the server's meter. The label <c>peer</c> is a kind's name, of which the program has a closed list.</summary>
internal sealed class ServerPeerMetrics
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _active = new(StringComparer.Ordinal);
    private readonly Counter<long> _started;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _hubClosed;
    private long _hubMessages;
    private long _hubBytes;

    /// <summary>Creates the instruments.</summary>
    public ServerPeerMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(new MeterOptions(ServerMetrics.MeterName));
        meter.CreateObservableGauge("peercall.server_peers", Active, "{peer}", "Server peers in rooms, by kind.");
        _started = meter.CreateCounter<long>("peercall.server_peers.started", "{peer}", "Server peers brought into rooms, by kind.");
        _failed = meter.CreateCounter<long>("peercall.server_peers.failed", "{peer}", "Server peers that could not join, or have failed, by kind.");
        meter.CreateObservableCounter("peercall.hub.messages", () => Interlocked.Read(ref _hubMessages), "{message}", "Messages that hubs have taken.");
        meter.CreateObservableCounter("peercall.hub.bytes", () => Interlocked.Read(ref _hubBytes), "By", "Bytes of these messages.");
        _hubClosed = meter.CreateCounter<long>("peercall.hub.closed", "{channel}", "Channels that hubs have closed, by reason.");
    }

    /// <summary>A peer is on its way into a room.</summary>
    public void Started(string kind)
    {
        Interlocked.Increment(ref _active.GetOrAdd(kind, static _ => new StrongBox<long>()).Value);
        _started.Add(1, Label("peer", kind));
    }

    /// <summary>A peer is out of its room.</summary>
    public void Ended(string kind, bool isFailure)
    {
        Interlocked.Decrement(ref _active.GetOrAdd(kind, static _ => new StrongBox<long>()).Value);
        if (isFailure)
            _failed.Add(1, Label("peer", kind));
    }

    /// <summary>A hub has taken a message.</summary>
    public void HubMessage(int bytes)
    {
        Interlocked.Increment(ref _hubMessages);
        Interlocked.Add(ref _hubBytes, bytes);
    }

    /// <summary>A hub has closed a channel: <c>behind</c> or <c>too-large</c>.</summary>
    public void HubClosed(string reason) => _hubClosed.Add(1, Label("reason", reason));

    private IEnumerable<Measurement<long>> Active()
    {
        foreach (var (kind, count) in _active)
            yield return new Measurement<long>(Interlocked.Read(ref count.Value), Label("peer", kind));
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}

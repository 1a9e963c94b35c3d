using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PeerCall.Server.Telemetry;

/// <summary>
/// The server's own measurements, meter <c>PeerCall.Server</c>. Methods are called for every message, so none allocates. A label's
/// values must come from a closed list (message types, codes), never from a client: each new value is a new series for good.
/// </summary>
internal sealed class ServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "PeerCall.Server";

    /// <summary>One relayed message of so many is timed: two looks at the clock and a histogram cost as much as reading the message.</summary>
    public const int RelaySample = 8;

    /// <summary>Bounds of the relay histogram in seconds: 25 µs to 1 s.</summary>
    private static readonly double[] RelayBounds =
        [0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

    private static readonly string[] ProtocolTypes = ["hello", "join", "leave", "chat", "typing", "update", "remove", "report", "ack", "ping"];

    /// <summary>Close codes as text, made once: 1000 to 1015 (RFC 6455 §7.4.1) and the protocol's own 4400 to 4429.</summary>
    private static readonly string[] StandardCodes = Texts(1000, 16);
    private static readonly string[] OwnCodes = Texts(4400, 30);

    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly Dictionary<string, StrongBox<long>> _received = ProtocolTypes.ToDictionary(static type => type, static _ => new StrongBox<long>(), StringComparer.Ordinal);
    private long _signals;
    private readonly Histogram<double> _relay;
    private readonly Counter<long> _resumes;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _links;
    private readonly Counter<long> _linksEnded;
    private readonly Counter<long> _reportsRefused;
    private readonly Counter<long> _joins;
    private Func<ServerCounts> _counts = static () => default;

    /// <summary>Creates the instruments.</summary>
    public ServerMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(new MeterOptions(MeterName));
        _opened = meter.CreateCounter<long>("peercall.connections.opened", "{connection}", "WebSocket connections accepted.");
        _closed = meter.CreateCounter<long>("peercall.connections.closed", "{connection}", "WebSocket connections ended, by close code.");
        meter.CreateObservableCounter("peercall.messages.received", Received, "{message}", "Messages from clients, by type.");
        _relay = meter.CreateHistogram(
            "peercall.relay.duration", "s", "Time from reading a signal to its hand-over to the recipient's socket, of every 8th signal.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = RelayBounds });
        _resumes = meter.CreateCounter<long>("peercall.resumes", "{resume}", "Attempts to resume a session, by result.");
        _errors = meter.CreateCounter<long>("peercall.errors.sent", "{error}", "Errors told to clients, by code.");
        _links = meter.CreateCounter<long>("peercall.links.reported", "{report}", "Reports of links between peers, by path.");
        _linksEnded = meter.CreateCounter<long>("peercall.links.ended", "{link}", "Links between peers that have ended, by cause and path.");
        _reportsRefused = meter.CreateCounter<long>("peercall.reports.refused", "{report}", "Reports of links that were not taken, by reason.");
        _joins = meter.CreateCounter<long>("peercall.joins", "{join}", "Attempts to join a room, by result.");
        CreateGauges(meter);
    }

    /// <summary>Sets where the gauges come from; it is called at every scrape, once per gauge, and must be quick and safe from any thread.</summary>
    public void Observe(Func<ServerCounts> counts) => Volatile.Write(ref _counts, counts);

    /// <summary>A WebSocket was accepted.</summary>
    public void ConnectionOpened() => _opened.Add(1);

    /// <summary>A WebSocket has ended.</summary>
    /// <param name="code">Close code (RFC 6455 §7.4); 1006 if there was none. Codes of a client's own invention count as <c>other</c>.</param>
    public void ConnectionClosed(int code) => _closed.Add(1, Label("code", code switch
    {
        >= 1000 and <= 1015 => StandardCodes[code - 1000],
        >= 4400 and <= 4429 => OwnCodes[code - 4400],
        _ => "other",
    }));

    /// <summary>A message was understood.</summary>
    /// <param name="type">Its type, as in the protocol; others are not counted.</param>
    public void MessageReceived(string type)
    {
        if (_received.TryGetValue(type, out var count))
            Interlocked.Increment(ref count.Value);
    }

    /// <summary>A signal was understood; the same as <see cref="MessageReceived"/>, for what comes most.</summary>
    public void SignalReceived() => Interlocked.Increment(ref _signals);

    /// <summary>A message was handed to its recipient's socket.</summary>
    public void MessageRelayed(TimeSpan duration) => _relay.Record(duration.TotalSeconds);

    /// <summary>The same, from <see cref="Stopwatch.GetTimestamp"/> at arrival and at hand-over.</summary>
    public void MessageRelayed(long arrived, long handedOver) => _relay.Record(Stopwatch.GetElapsedTime(arrived, handedOver).TotalSeconds);

    /// <summary>A session was resumed.</summary>
    public void ResumeSucceeded() => _resumes.Add(1, Label("result", "resumed"));

    /// <summary>A session could not be resumed.</summary>
    /// <param name="reason">The reason, as in <c>resume-failed</c>.</param>
    public void ResumeFailed(string reason) => _resumes.Add(1, Label("result", reason));

    /// <summary>An error was told to a client.</summary>
    /// <param name="code">Its code, as in the protocol.</param>
    public void ErrorSent(string code) => _errors.Add(1, Label("code", code));

    /// <summary>A client has reported how a link is connected.</summary>
    /// <param name="path">From the closed list of <see cref="Links.LinkPath"/>.</param>
    public void LinkReported(string path) => _links.Add(1, Label("path", path));

    /// <summary>A report was not taken.</summary>
    /// <param name="reason"><c>bad-report</c>, <c>unknown-peer</c> or <c>too-soon</c>.</param>
    public void ReportRefused(string reason) => _reportsRefused.Add(1, Label("reason", reason));

    /// <summary>A link has ended.</summary>
    /// <param name="cause">A code of <see cref="Signaling.CauseCodes"/>, or <c>unknown</c>.</param>
    /// <param name="path">As <see cref="LinkReported"/>.</param>
    public void LinkEnded(string cause, string path) => _linksEnded.Add(1, Label("cause", cause), Label("path", path));

    /// <summary>A peer has joined a room.</summary>
    public void JoinAccepted() => _joins.Add(1, Label("result", "joined"));

    /// <summary>A peer was not let in.</summary>
    /// <param name="code">The error's code, as in the protocol.</param>
    public void JoinRefused(string code) => _joins.Add(1, Label("result", code));

    // Series that have never counted are left out.
    private IEnumerable<Measurement<long>> Received()
    {
        if (Interlocked.Read(ref _signals) is > 0 and var signals)
            yield return new Measurement<long>(signals, Label("type", "signal"));
        foreach (var (type, count) in _received)
        {
            if (Interlocked.Read(ref count.Value) is > 0 and var value)
                yield return new Measurement<long>(value, Label("type", type));
        }
    }

    private void CreateGauges(Meter meter)
    {
        Gauge("peercall.connections", "{connection}", "Open WebSocket connections.", static counts => counts.Connections);
        Gauge("peercall.rooms", "{room}", "Rooms with somebody in.", static counts => counts.Rooms);
        Gauge("peercall.peers", "{peer}", "Peers in rooms, those away included.", static counts => counts.Peers);
        Gauge("peercall.peers.away", "{peer}", "Peers whose connection is lost and who may still resume.", static counts => counts.AwayPeers);
        Gauge("peercall.send_queue.messages", "{message}", "Messages that wait to be sent.", static counts => counts.QueuedMessages);
        Gauge("peercall.send_queue.size", "By", "Bytes that wait to be sent.", static counts => counts.QueuedBytes);
        meter.CreateObservableGauge(
            "peercall.build.info", static () => new Measurement<long>(1, Label("version", Web.InfoEndpoint.Version)), unit: null, "Version of the server; the value is always 1.");

        void Gauge(string name, string unit, string description, Func<ServerCounts, long> value) =>
            meter.CreateObservableGauge(name, () => value(Volatile.Read(ref _counts)()), unit, description);
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private static string[] Texts(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static code => code.ToString(CultureInfo.InvariantCulture))];
}

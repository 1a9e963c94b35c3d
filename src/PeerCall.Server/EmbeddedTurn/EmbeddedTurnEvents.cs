using System.Net;
using PeerCall.Server.Telemetry;
using PeerCall.Signaling;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>
/// What happens in the embedded server: counted, logged, and kept for whoever has to tell a person why. Called under a loop's gate, so all that may wait is
/// done elsewhere.
/// </summary>
internal sealed partial class EmbeddedTurnEvents(TurnMetrics metrics, RelayLedger ledger, RelayRefusals refusals, TimeProvider clock, ILogger<EmbeddedTurnEvents> logger) : ITurnServerEvents
{
    private static readonly TimeSpan WarnEvery = TimeSpan.FromHours(1);

    private long _nextWarning = long.MinValue;

    /// <inheritdoc/>
    public void AllocationMade(AllocationFacts allocation, ITrafficCounters counters)
    {
        metrics.AllocationMade(allocation.Client.Transport);
        ledger.Made(allocation, counters);
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Here.Made(work.Allocation), (Here: this, Allocation: allocation), preferLocal: false);
    }

    /// <inheritdoc/>
    public void AllocationEnded(AllocationFacts allocation, AllocationEnd reason, RelayedTraffic traffic, TimeSpan duration)
    {
        metrics.AllocationEnded(reason);
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Here.Ended(work.Use), (Here: this, Use: new RelayUse(allocation, reason, traffic, duration)), preferLocal: false);
    }

    /// <inheritdoc/>
    public void RequestRefused(StunMethod method, int code, in FiveTuple client, string? user)
    {
        metrics.RequestRefused(method, code);
        // A request without credentials is how every client begins, and anybody can send thousands.
        if (user is null)
            return;
        // Here and now: who has credentials may be refused as often as she likes, and none of it may pile up.
        ledger.Refused(user, code);
        if (RelayRefusals.CauseOf(method, code) is { } cause)
            refusals.Add(user, cause, code);
        if (logger.IsEnabled(LogLevel.Debug))
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Here.LogRefused(Printable(work.User), work.Method, work.Code), (Here: this, Method: method, Code: code, User: user), preferLocal: false);
    }

    /// <inheritdoc/>
    public void PeerDenied(AllocationFacts allocation, in TransportAddress peer, PeerAddressVerdict verdict, bool isProven)
    {
        metrics.PeerDenied(verdict);
        // An indication has no message integrity: anybody could have sent it in the client's name.
        if (isProven)
            refusals.Add(allocation.User, CauseCodes.TurnForbiddenPeer, StunErrors.Forbidden.Code, peer.ToIPAddress());
    }

    /// <inheritdoc/>
    public void Dropped(TurnDrop cause) => metrics.Dropped(cause);

    /// <summary>A name from outside on one line of the log, and short.</summary>
    internal static string Printable(string user)
    {
        var start = user.Length <= 64 ? user : user[..64];
        return new string([.. start.Select(static c => c is > ' ' and <= '~' ? c : '?')]);
    }

    private void Made(AllocationFacts allocation)
    {
        if (!GlobalAddress.Is(allocation.Client.Client) || GlobalAddress.Is(allocation.Relayed) || !MayWarn())
            return;
        LogUnreachable(allocation.Relayed.ToIPAddress());
    }

    private void Ended(RelayUse use)
    {
        ledger.Ended(use);
        // A browser makes several for each link and uses one, if any.
        if (use.Traffic.PacketsToPeers + use.Traffic.PacketsFromPeers > 0)
            LogEnded(Printable(use.Allocation.User), Transport(use.Allocation.Client.Transport), use.Reason, use.Duration.TotalSeconds, use.Traffic.BytesToPeers, use.Traffic.BytesFromPeers);
        if (logger.IsEnabled(LogLevel.Debug))
            LogEndedClient(Printable(use.Allocation.User), use.Allocation.Client.Client.ToString(), use.Traffic.PacketsDropped);
    }

    private bool MayWarn()
    {
        var now = clock.GetTimestamp();
        var next = Volatile.Read(ref _nextWarning);
        return now >= next && Interlocked.CompareExchange(ref _nextWarning, now + (long)(WarnEvery.TotalSeconds * clock.TimestampFrequency), next) == next;
    }

    private static string Transport(ClientTransport transport) => transport switch
    {
        ClientTransport.Udp => "UDP",
        ClientTransport.Tcp => "TCP",
        ClientTransport.Tls => "TLS",
        _ => transport.ToString(),
    };

    [LoggerMessage(1202, LogLevel.Information, "Relaying for {User} over {Transport} ended ({Reason}) after {Seconds:0} s: {Sent} bytes to peers, {Received} bytes from peers.")]
    private partial void LogEnded(string user, string transport, AllocationEnd reason, double seconds, long sent, long received);

    [LoggerMessage(1203, LogLevel.Debug, "{User} from {Client} has no relay any more; {Dropped} packets were dropped.")]
    private partial void LogEndedClient(string user, string client, long dropped);

    [LoggerMessage(1204, LogLevel.Debug, "TURN refused {User} a {Method} request with {Code}.")]
    private partial void LogRefused(string user, StunMethod method, int code);

    [LoggerMessage(1205, LogLevel.Warning, "Somebody on the internet uses TURN, but it relays with {Address}, which only the own network reaches: calls fail. Set Turn:PublicAddress.")]
    private partial void LogUnreachable(IPAddress address);
}

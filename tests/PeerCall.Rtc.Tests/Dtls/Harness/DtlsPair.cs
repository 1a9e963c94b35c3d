using System.Diagnostics;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls.Harness;

/// <summary>
/// A client and a server with a line between them that loses, doubles and reorders as its seed says. In real time: OpenSSL measures its timeouts by the
/// system's clock. It waits for nothing but the next timeout.
/// </summary>
internal sealed class DtlsPair : IDisposable
{
    private static readonly Lazy<RtcCertificate> SharedClient = new(static () => RtcCertificate.Create());
    private static readonly Lazy<RtcCertificate> SharedServer = new(static () => RtcCertificate.Create());

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Random _random;

    public DtlsPair(int seed = 0, int maxDatagramSize = 1200)
    {
        _random = new Random(seed);
        Client = new DtlsEnd(Options(SharedClient.Value, SharedServer.Value, isClient: true, maxDatagramSize));
        Server = new DtlsEnd(Options(SharedServer.Value, SharedClient.Value, isClient: false, maxDatagramSize));
    }

    public DtlsPair(DtlsEnd client, DtlsEnd server)
    {
        _random = new Random(0);
        Client = client;
        Server = server;
    }

    public DtlsEnd Client { get; }

    public DtlsEnd Server { get; }

    /// <summary>Probability that a datagram is lost.</summary>
    public double Loss { get; init; }

    /// <summary>Probability that it comes twice.</summary>
    public double Doubling { get; init; }

    /// <summary>Probability that it lets the next one pass.</summary>
    public double Reordering { get; init; }

    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    public int Largest { get; private set; }

    /// <summary>A pair that is connected.</summary>
    public static DtlsPair Connected()
    {
        var pair = new DtlsPair();
        pair.Connect().ShouldBeTrue();
        return pair;
    }

    /// <summary>Runs the handshake until both are connected or one has failed.</summary>
    public bool Connect(TimeSpan? within = null)
    {
        Server.Association.Start(Now);
        Client.Association.Start(Now);
        RunUntil(() => (HasEnded(Client) && HasEnded(Server)) || Both(DtlsState.Connected), within ?? TimeSpan.FromSeconds(30));
        return Both(DtlsState.Connected);
    }

    /// <summary>Delivers what is on the way, and lets the time come that an end waits for.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan within)
    {
        while (!condition() && Now < within)
        {
            if (Deliver(Client, Server) | Deliver(Server, Client))
                continue;
            Advance(Client);
            Advance(Server);
            if (Client.Sent.Count + Server.Sent.Count == 0 && !condition())
                WaitForDeadline(within);
        }
    }

    /// <summary>Delivers everything that is on the way, both ways, until nothing is.</summary>
    public void Settle()
    {
        while (Deliver(Client, Server) | Deliver(Server, Client))
        {
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static DtlsOptions Options(RtcCertificate own, RtcCertificate other, bool isClient, int maxDatagramSize) => new()
    {
        Certificate = own,
        IsClient = isClient,
        RemoteFingerprints = [other.Fingerprint],
        MaxDatagramSize = maxDatagramSize,
    };

    private static bool HasEnded(DtlsEnd end) => end.Association.State is DtlsState.Failed or DtlsState.Closed;

    private bool Both(DtlsState state) => Client.Association.State == state && Server.Association.State == state;

    private bool Deliver(DtlsEnd from, DtlsEnd to)
    {
        var any = from.Sent.Count > 0;
        for (var left = from.Sent.Count; left > 0; left--)
        {
            var datagram = from.Sent.Dequeue();
            Largest = Math.Max(Largest, datagram.Length);
            if (_random.NextDouble() < Loss)
                continue;
            if (left > 1 && _random.NextDouble() < Reordering)
            {
                from.Sent.Enqueue(datagram);
                continue;
            }
            to.Association.Receive(datagram, Now);
            if (_random.NextDouble() < Doubling)
                to.Association.Receive(datagram, Now);
        }
        return any;
    }

    private void Advance(DtlsEnd end)
    {
        if (end.Association.NextDeadline <= Now)
            end.Association.Advance(Now);
    }

    private void WaitForDeadline(TimeSpan within)
    {
        var due = Client.Association.NextDeadline < Server.Association.NextDeadline ? Client.Association.NextDeadline : Server.Association.NextDeadline;
        var until = due < within ? due : within;
        while (Now < until)
            Thread.Yield();
    }
}

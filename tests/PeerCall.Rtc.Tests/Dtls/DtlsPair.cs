using System.Diagnostics;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls;

/// <summary>How a link treats datagrams, by a seed.</summary>
internal sealed record LinkFaults(int Seed = 1, double Loss = 0, double Duplication = 0, double Reorder = 0);

/// <summary>
/// Two ends and a link in memory. Time is the machine's, as OpenSSL measures its time-outs by it: the pair waits for the next deadline, never longer.
/// </summary>
internal sealed class DtlsPair : IDisposable
{
    private static readonly RtcCertificate ClientCertificate = RtcCertificate.Create();
    private static readonly RtcCertificate ServerCertificate = RtcCertificate.Create();

    private readonly Random _random;
    private readonly LinkFaults _faults;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    internal DtlsPair(LinkFaults? faults = null, Func<DtlsOptions, DtlsOptions>? client = null, Func<DtlsOptions, DtlsOptions>? server = null)
    {
        _faults = faults ?? new LinkFaults();
        _random = new Random(_faults.Seed);
        Client = new DtlsEnd(Change(Options(true), client));
        Server = new DtlsEnd(Change(Options(false), server));
    }

    internal DtlsEnd Client { get; }

    internal DtlsEnd Server { get; }

    internal TimeSpan Now => _clock.Elapsed;

    /// <summary>Largest datagram that went over.</summary>
    internal int LargestDatagram { get; private set; }

    internal static DtlsPair Connected(Func<DtlsOptions, DtlsOptions>? both = null)
    {
        var pair = new DtlsPair(null, both, both);
        pair.Start();
        pair.RunUntil(pair.IsConnected);
        return pair;
    }

    internal static DtlsOptions Options(bool isClient) => new()
    {
        Certificate = isClient ? ClientCertificate : ServerCertificate,
        IsClient = isClient,
        RemoteFingerprints = [(isClient ? ServerCertificate : ClientCertificate).Fingerprint],
    };

    internal bool IsConnected() => Client.State == DtlsState.Connected && Server.State == DtlsState.Connected;

    internal bool IsFailed() => Client.State == DtlsState.Failed && Server.State == DtlsState.Failed;

    internal void Start()
    {
        Server.Association.Start(Now);
        Client.Association.Start(Now);
    }

    /// <summary>Carries all that is on its way, and does what is due.</summary>
    internal void Step()
    {
        Carry();
        Advance(Client);
        Advance(Server);
        Carry();
    }

    /// <summary>Carries what is on its way, until nothing is.</summary>
    internal void Carry()
    {
        while (Client.Sent.Count + Server.Sent.Count > 0)
        {
            Deliver(Client, Server);
            Deliver(Server, Client);
        }
    }

    internal void RunUntil(Func<bool> done, double seconds = 30) => RunAll([this], _ => done(), seconds);

    /// <summary>Runs several at once: the time is that of the slowest.</summary>
    internal static void RunAll(IReadOnlyList<DtlsPair> pairs, Func<DtlsPair, bool> done, double seconds)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            foreach (var pair in pairs)
                pair.Step();
            if (pairs.All(done))
                return;
            clock.Elapsed.TotalSeconds.ShouldBeLessThan(seconds, string.Join("; ", pairs.Where(pair => !done(pair)).Select(static pair => $"seed {pair._faults.Seed}: client {pair.Client.State} {pair.Client.Association.Failure}, server {pair.Server.State} {pair.Server.Association.Failure}")));
            WaitForDeadline(pairs);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static DtlsOptions Change(DtlsOptions options, Func<DtlsOptions, DtlsOptions>? change) => change?.Invoke(options) ?? options;

    private static void WaitForDeadline(IReadOnlyList<DtlsPair> pairs)
    {
        var next = pairs.Min(static pair => Min(pair.Client.Association.NextDeadline, pair.Server.Association.NextDeadline) is var due && due == TimeSpan.MaxValue ? due : due - pair.Now);
        next.ShouldNotBe(TimeSpan.MaxValue, "nothing is on its way, and nothing is due");
        if (next > TimeSpan.Zero)
            Thread.Sleep(next + TimeSpan.FromMilliseconds(1));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Advance(DtlsEnd end)
    {
        if (Now >= end.Association.NextDeadline)
            end.Association.Advance(Now);
    }

    private void Deliver(DtlsEnd from, DtlsEnd to)
    {
        List<byte[]> datagrams = [];
        while (from.Sent.TryDequeue(out var datagram))
        {
            LargestDatagram = Math.Max(LargestDatagram, datagram.Length);
            if (_random.NextDouble() < _faults.Loss)
                continue;
            datagrams.Add(datagram);
            if (_random.NextDouble() < _faults.Duplication)
                datagrams.Add(datagram);
        }

        for (var i = 1; i < datagrams.Count; i++)
        {
            if (_random.NextDouble() < _faults.Reorder)
                (datagrams[i - 1], datagrams[i]) = (datagrams[i], datagrams[i - 1]);
        }

        foreach (var datagram in datagrams)
            to.Association.Receive(datagram, Now);
    }
}

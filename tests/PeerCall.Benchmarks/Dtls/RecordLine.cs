using System.Runtime.InteropServices;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Benchmarks.Dtls;

/// <summary>Two ends of ours in one thread, and a line in memory between them.</summary>
internal sealed partial class RecordLine : IDisposable
{
    private const int ThreadCpuTime = 3;

    private static readonly RtcCertificate Certificate = RtcCertificate.Create();

    private readonly End _client;
    private readonly End _server;

    /// <summary>Connects.</summary>
    /// <exception cref="InvalidOperationException">It cannot be connected.</exception>
    public RecordLine()
    {
        _client = new End(true);
        _server = new End(false);
        _server.Association.Start(TimeSpan.Zero);
        _client.Association.Start(TimeSpan.Zero);
        for (var i = 0; i < 10; i++)
        {
            _client.DeliverTo(_server);
            _server.DeliverTo(_client);
        }

        if (_client.Association.State != DtlsState.Connected || _server.Association.State != DtlsState.Connected)
            throw new InvalidOperationException("The handshake failed.");
    }

    /// <summary>Milliseconds of a new handshake: both ends' work together.</summary>
    public static double MeasureHandshake()
    {
        var begin = Cpu();
        using var line = new RecordLine();
        return (Cpu() - begin) / 1e6;
    }

    /// <summary>Nanoseconds of CPU a record.</summary>
    /// <exception cref="InvalidOperationException">A record was lost.</exception>
    public double Measure(int size, int records)
    {
        var data = new byte[size];
        Send(data, records / 10);
        var before = _server.Received;
        var begin = Cpu();
        Send(data, records);
        var cost = (Cpu() - begin) / records;
        return _server.Received - before == records ? cost : throw new InvalidOperationException("A record was lost.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Association.Dispose();
        _server.Association.Dispose();
    }

    private void Send(byte[] data, int records)
    {
        for (var i = 0; i < records; i++)
        {
            _client.Association.Send(data);
            _client.DeliverTo(_server);
        }
    }

    private static double Cpu()
    {
        _ = GetTime(ThreadCpuTime, out var time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    private sealed class End : IDtlsOutput
    {
        private readonly byte[] _waiting = new byte[16_384];
        private readonly int[] _lengths = new int[16];
        private int _count;
        private int _used;

        public End(bool isClient) => Association = new OpenSslDtlsEngine().Create(
            new DtlsOptions { Certificate = Certificate, IsClient = isClient, RemoteFingerprints = [Certificate.Fingerprint] }, this);

        public IDtlsAssociation Association { get; }

        public int Received { get; private set; }

        public void Transmit(ReadOnlySpan<byte> datagram)
        {
            datagram.CopyTo(_waiting.AsSpan(_used));
            _lengths[_count++] = datagram.Length;
            _used += datagram.Length;
        }

        public void OnData(ReadOnlySpan<byte> data) => Received++;

        public void OnStateChanged(DtlsState state)
        {
        }

        public void DeliverTo(End other)
        {
            var start = 0;
            for (var i = 0; i < _count; i++)
            {
                other.Association.Receive(_waiting.AsSpan(start, _lengths[i]), TimeSpan.Zero);
                start += _lengths[i];
            }

            (_count, _used) = (0, 0);
        }
    }
}

using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Dtls.OpenSsl;

namespace PeerCall.Rtc.Tests.Dtls.Harness;

/// <summary>One end of an association, with what it has sent and received.</summary>
internal sealed class DtlsEnd : IDtlsOutput, IDisposable
{
    public DtlsEnd(RtcCertificate certificate, bool isClient, params CertificateFingerprint[] promised)
        : this(new DtlsOptions { Certificate = certificate, IsClient = isClient, RemoteFingerprints = promised })
    {
    }

    public DtlsEnd(DtlsOptions options) => Association = OpenSslEngine.Instance.Create(options, this);

    public IDtlsAssociation Association { get; }

    /// <summary>Datagrams on their way to the other end.</summary>
    public Queue<byte[]> Sent { get; } = [];

    public List<byte[]> Data { get; } = [];

    public List<DtlsState> States { get; } = [];

    /// <summary>Whether data is only counted: for measurements.</summary>
    public bool OnlyCounts { get; set; }

    public long Count { get; private set; }

    public Action<ReadOnlySpan<byte>>? OnTransmit { get; set; }

    public void Dispose() => Association.Dispose();

    void IDtlsOutput.Transmit(ReadOnlySpan<byte> datagram)
    {
        if (OnTransmit is { } direct)
            direct(datagram);
        else
            Sent.Enqueue(datagram.ToArray());
    }

    void IDtlsOutput.OnData(ReadOnlySpan<byte> data)
    {
        Count++;
        if (!OnlyCounts)
            Data.Add(data.ToArray());
    }

    void IDtlsOutput.OnStateChanged(DtlsState state) => States.Add(state);
}

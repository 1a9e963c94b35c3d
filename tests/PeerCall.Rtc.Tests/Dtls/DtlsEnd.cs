using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Dtls;

/// <summary>One end of an association, with all that it said.</summary>
internal sealed class DtlsEnd : IDtlsOutput, IDisposable
{
    internal static readonly OpenSslDtlsEngine Engine = new();

    internal DtlsEnd(DtlsOptions options) => Association = Engine.Create(options, this);

    internal IDtlsAssociation Association { get; }

    /// <summary>Datagrams not yet taken by the link.</summary>
    internal Queue<byte[]> Sent { get; } = new();

    internal List<byte[]> Data { get; } = [];

    internal List<DtlsState> States { get; } = [];

    internal Action<byte[]>? WhenData { get; set; }

    internal Action<DtlsState>? WhenState { get; set; }

    internal DtlsState State => Association.State;

    public void Transmit(ReadOnlySpan<byte> datagram) => Sent.Enqueue(datagram.ToArray());

    public void OnData(ReadOnlySpan<byte> data)
    {
        Data.Add(data.ToArray());
        WhenData?.Invoke(Data[^1]);
    }

    public void OnStateChanged(DtlsState state)
    {
        States.Add(state);
        WhenState?.Invoke(state);
    }

    public void Dispose() => Association.Dispose();
}

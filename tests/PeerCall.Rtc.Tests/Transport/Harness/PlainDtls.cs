using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Tests.Transport;

/// <summary>
/// A double of DTLS without cryptography: a hello each way, then records with a byte in front. A hello that names another secret than expected is
/// a wrong fingerprint.
/// </summary>
internal sealed class PlainDtls(string shows = "right") : IDtlsEngine
{
    public const byte Hello = 22;
    public const byte Alert = 21;
    public const byte Data = 23;

    public int Associations { get; private set; }

    public IDtlsAssociation Create(DtlsOptions options, IDtlsOutput output)
    {
        Associations++;
        return new Association(options, output, shows);
    }

    private sealed class Association(DtlsOptions options, IDtlsOutput output, string shows) : IDtlsAssociation
    {
        private readonly byte[] _record = new byte[options.MaxDatagramSize];
        private TimeSpan _again = TimeSpan.FromMilliseconds(50);

        public DtlsState State { get; private set; }

        public DtlsFailure? Failure { get; private set; }

        public DtlsParameters? Parameters => State is DtlsState.Connected ? new DtlsParameters("FEFD", "TLS_NULL", null, default) : null;

        public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

        public void Start(TimeSpan now)
        {
            Enter(DtlsState.Connecting);
            if (options.IsClient)
                SendHello(now);
        }

        public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
        {
            if (State is DtlsState.Connecting or DtlsState.Connected && datagram[0] == Hello)
                ReceiveHello(datagram[1..]);
            else if (State is DtlsState.Connected && datagram[0] == Data)
                output.OnData(datagram[1..]);
            else if (State is DtlsState.Connected && datagram[0] == Alert)
                Enter(DtlsState.Closed);
            else if (State is DtlsState.Connecting && datagram[0] == Alert)
                Fail(DtlsFailureReason.AlertReceived);
        }

        public void Advance(TimeSpan now)
        {
            NextDeadline = TimeSpan.MaxValue;
            if (State is DtlsState.Connecting && options.IsClient)
                SendHello(now);
        }

        public bool Send(ReadOnlySpan<byte> data)
        {
            if (State is not DtlsState.Connected || data.Length + 37 > options.MaxDatagramSize)
                return false;
            _record[0] = Data;
            data.CopyTo(_record.AsSpan(1));
            output.Transmit(_record.AsSpan(0, data.Length + 1));
            return true;
        }

        public void Close()
        {
            if (State is DtlsState.Connected)
                output.Transmit([Alert]);
            Enter(DtlsState.Closed);
        }

        public bool TryExportKeyingMaterial(string label, Span<byte> destination) => false;

        public void Dispose() => NextDeadline = TimeSpan.MaxValue;

        private void ReceiveHello(ReadOnlySpan<byte> secret)
        {
            var isRight = System.Text.Encoding.ASCII.GetString(secret) == options.RemoteFingerprints[0].Value;
            if (!isRight)
            {
                output.Transmit([Alert]);
                Fail(DtlsFailureReason.FingerprintMismatch);
                return;
            }
            if (!options.IsClient)
                SendHello(TimeSpan.Zero);
            Enter(DtlsState.Connected);
        }

        private void Fail(DtlsFailureReason reason)
        {
            Failure = new DtlsFailure(reason, "");
            Enter(DtlsState.Failed);
        }

        private void SendHello(TimeSpan now)
        {
            output.Transmit([Hello, .. System.Text.Encoding.ASCII.GetBytes(shows)]);
            NextDeadline = options.IsClient ? now + _again : TimeSpan.MaxValue;
            _again *= 2;
        }

        private void Enter(DtlsState state)
        {
            if (State == state)
                return;
            State = state;
            if (state is not DtlsState.Connecting)
                NextDeadline = TimeSpan.MaxValue;
            output.OnStateChanged(state);
        }
    }
}

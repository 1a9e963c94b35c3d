using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PeerCall.Rtc.Dtls.Records;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// An association over one SSL object. The deadlines are told in the caller's time, but OpenSSL measures them by the clock of the system and has no
/// way to be given another.
/// </summary>
internal sealed unsafe class OpenSslAssociation : IDtlsAssociation
{
    /// <summary>Bytes that a record adds at most: header 13, explicit nonce 8, tag 16.</summary>
    internal const int RecordOverhead = 37;

    // What the 13 times that OpenSSL sends a flight come to even in small datagrams, several times over. More is no handshake.
    private const int MaxHandshakeDatagrams = 1024;
    private const int MaxPlaintext = 1 << 14;
    private const int SmallDatagram = 2048;

    private readonly IDtlsOutput _output;
    private readonly PromisedFingerprints _promised;
    private readonly SslHandle _handle;
    private readonly nint _ssl;
    private readonly TimeSpan _handshakeTimeout;
    private readonly FinalFlight _finalFlight;
    private readonly int _maxData;
    private RecordFilter _filter;
    private byte* _input;
    private int _inputLength;
    private byte[]? _remoteCertificate;
    private bool _mismatch;
    private int _handshakeDatagrams;
    private ulong _nextUnprotected;
    private TimeSpan _handshakeDeadline;
    private ExceptionDispatchInfo? _thrown;

    internal OpenSslAssociation(DtlsContext context, DtlsOptions options, IDtlsOutput output)
    {
        _output = output;
        _promised = new PromisedFingerprints(options.RemoteFingerprints);
        _handshakeTimeout = options.HandshakeTimeout;
        MaxDatagramSize = options.MaxDatagramSize;
        _maxData = Math.Max(options.MaxDatagramSize, options.MaxRecordSize) - RecordOverhead;
        Timer = new RetransmissionTimer(options.InitialRetransmissionTimeout, options.HandshakeTimeout);
        _finalFlight = new FinalFlight(options.InitialRetransmissionTimeout);
        _handle = context.Open(this, options);
        _ssl = _handle.DangerousGetHandle();
    }

    /// <inheritdoc/>
    public DtlsState State { get; private set; }

    /// <inheritdoc/>
    public DtlsFailure? Failure { get; private set; }

    /// <inheritdoc/>
    public DtlsParameters? Parameters { get; private set; }

    /// <inheritdoc/>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Bytes of a datagram of the handshake at most.</summary>
    internal int MaxDatagramSize { get; }

    /// <summary>Its retransmission times.</summary>
    internal RetransmissionTimer Timer { get; }

    /// <inheritdoc/>
    public void Start(TimeSpan now)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (State != DtlsState.New)
            throw new InvalidOperationException("The association was started already.");
        _handshakeDeadline = now + _handshakeTimeout;
        NextDeadline = _handshakeDeadline;
        Move(DtlsState.Connecting);
        Handshake(now);
    }

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (State is not (DtlsState.Connecting or DtlsState.Connected))
            return;
        var records = _filter.Count(datagram);
        if (records == 0)
            return;
        if (State == DtlsState.Connecting)
        {
            ReceiveHandshake(datagram, now);
            return;
        }

        fixed (byte* start = datagram)
        {
            _input = start;
            _inputLength = datagram.Length;
            try
            {
                if (datagram.Length <= SmallDatagram)
                    ReadSmall(records);
                else
                    ReadLarge(records);
            }
            finally
            {
                _input = null;
                _inputLength = 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Advance(TimeSpan now)
    {
        if (State == DtlsState.Connected && now >= NextDeadline)
            NextDeadline = _finalFlight.SendAgain(_output, now);
        if (State != DtlsState.Connecting)
            return;
        if (now >= _handshakeDeadline)
        {
            Fail(new DtlsFailure(DtlsFailureReason.TimedOut, "the handshake took too long"));
            return;
        }

        Crypto.ClearErrors();
        if (Ssl.Control(_ssl, Ssl.ControlHandleTimeout, new CLong(0), null).Value < 0)
            Fail(OpenSslErrors.ToFailure(OpenSslErrors.Take()));
        else
            ReadDeadline(now);
        Rethrow();
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> data)
    {
        if (State != DtlsState.Connected || data.IsEmpty || data.Length > _maxData)
            return false;
        Crypto.ClearErrors();
        int written;
        fixed (byte* start = data)
            written = Ssl.Write(_ssl, start, data.Length);
        if (written != data.Length)
            FailConnected(written);
        Rethrow();
        return written == data.Length;
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (State is DtlsState.Closed or DtlsState.Failed)
            return;
        if (State == DtlsState.Connected)
            Notify();
        NextDeadline = TimeSpan.MaxValue;
        Move(DtlsState.Closed);
        Rethrow();
    }

    /// <inheritdoc/>
    public bool TryExportKeyingMaterial(string label, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (State != DtlsState.Connected || destination.IsEmpty)
            return false;
        var name = System.Text.Encoding.ASCII.GetBytes(label);
        Crypto.ClearErrors();
        int result;
        fixed (byte* output = destination, text = name)
            result = Ssl.ExportKeyingMaterial(_ssl, output, (nuint)destination.Length, text, (nuint)name.Length, null, 0, 0);
        GC.KeepAlive(this);
        return result == 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        // No event: who disposes of it knows.
        if (State is not (DtlsState.Closed or DtlsState.Failed))
            State = DtlsState.Closed;
        NextDeadline = TimeSpan.MaxValue;
        _handle.Dispose();
    }

    /// <summary>OpenSSL sends. Nothing may be thrown through it: what the output throws waits until the call is over.</summary>
    internal void Transmit(ReadOnlySpan<byte> datagram)
    {
        try
        {
            if (State == DtlsState.Connecting)
                _finalFlight.Add(datagram);
            _output.Transmit(datagram);
        }
        catch (Exception thrown)
        {
            _thrown ??= ExceptionDispatchInfo.Capture(thrown);
        }
    }

    /// <summary>OpenSSL takes the datagram that came in.</summary>
    /// <returns>Bytes; 0: there is none.</returns>
    internal int TakeInput(Span<byte> buffer)
    {
        var count = Math.Min(_inputLength, buffer.Length);
        if (count > 0)
            new ReadOnlySpan<byte>(_input, count).CopyTo(buffer);
        _inputLength = 0;
        return count;
    }

    /// <summary>Whether the other end may have this certificate.</summary>
    internal bool Accept(byte[] certificate)
    {
        _remoteCertificate = certificate;
        _mismatch = true;
        try
        {
            _mismatch = !_promised.Match(certificate);
        }
        catch (CryptographicException thrown)
        {
            _thrown ??= ExceptionDispatchInfo.Capture(thrown);
        }

        return !_mismatch;
    }

    private void ReceiveHandshake(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (++_handshakeDatagrams > MaxHandshakeDatagrams)
            return;
        var copy = ArrayPool<byte>.Shared.Rent(datagram.Length);
        datagram.CopyTo(copy);
        UnprotectedRecord.Renumber(copy.AsSpan(0, datagram.Length), ref _nextUnprotected);
        try
        {
            fixed (byte* start = copy)
            {
                _input = start;
                _inputLength = datagram.Length;
                Handshake(now);
                if (State == DtlsState.Connected)
                    ReadLarge(int.MaxValue);
            }
        }
        finally
        {
            _input = null;
            _inputLength = 0;
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Handshake(TimeSpan now)
    {
        if (State != DtlsState.Connecting)
            return;
        _finalFlight.Clear();
        Crypto.ClearErrors();
        var result = Ssl.Handshake(_ssl);
        if (result == 1)
            Connect(now);
        else if (Ssl.GetError(_ssl, result) == Ssl.ErrorWantRead)
            ReadDeadline(now);
        else
            Fail(HandshakeFailure());
        Rethrow();
    }

    private void Connect(TimeSpan now)
    {
        var cipherSuite = Text(Ssl.CipherStandardName(Ssl.CurrentCipher(_ssl)));
        Parameters = new DtlsParameters(
            Ssl.Version(_ssl).ToString("X4", System.Globalization.CultureInfo.InvariantCulture), cipherSuite, SrtpProfile.Selected(_ssl), _remoteCertificate);
        _filter.Connected(cipherSuite);
        NextDeadline = _finalFlight.Begin(now);
        Move(DtlsState.Connected);
    }

    private DtlsFailure HandshakeFailure()
    {
        var error = OpenSslErrors.Take();
        return _mismatch
            ? new DtlsFailure(DtlsFailureReason.FingerprintMismatch, "the certificate is none of those that the description promised")
            : OpenSslErrors.ToFailure(error);
    }

    [SkipLocalsInit]
    private void ReadSmall(int records) => Read(stackalloc byte[SmallDatagram], records);

    // Large records, and those that came before the handshake was over.
    private void ReadLarge(int records)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxPlaintext);
        try
        {
            Read(buffer, records);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: false);
        }
    }

    // A datagram of one record needs one call; the next would only hear that there is nothing left.
    private void Read(Span<byte> buffer, int records)
    {
        for (; records > 0 && State == DtlsState.Connected; records--)
        {
            Crypto.ClearErrors();
            int count;
            fixed (byte* start = buffer)
                count = Ssl.Read(_ssl, start, buffer.Length);
            if (count <= 0)
            {
                FailConnected(count);
                break;
            }

            // The other end has the last flight, as it has the keys.
            if (NextDeadline != TimeSpan.MaxValue)
                NextDeadline = TimeSpan.MaxValue;
            _output.OnData(buffer[..count]);
        }

        Rethrow();
    }

    private void FailConnected(int result)
    {
        switch (Ssl.GetError(_ssl, result))
        {
            case Ssl.ErrorWantRead:
                return;
            case Ssl.ErrorZeroReturn:
                Notify();
                NextDeadline = TimeSpan.MaxValue;
                Move(DtlsState.Closed);
                return;
            default:
                Fail(OpenSslErrors.ToFailure(OpenSslErrors.Take()));
                return;
        }
    }

    private void Notify()
    {
        Crypto.ClearErrors();
        _ = Ssl.Shutdown(_ssl);
    }

    private void ReadDeadline(TimeSpan now)
    {
        var value = default(TimeValue);
        NextDeadline = _handshakeDeadline;
        if (Ssl.Control(_ssl, Ssl.ControlGetTimeout, new CLong(0), &value).Value == 1 && now + value.ToTimeSpan() < NextDeadline)
            NextDeadline = now + value.ToTimeSpan();
    }

    private void Fail(DtlsFailure failure)
    {
        Failure = failure;
        NextDeadline = TimeSpan.MaxValue;
        Move(DtlsState.Failed);
    }

    private void Move(DtlsState state)
    {
        State = state;
        _output.OnStateChanged(state);
    }

    private void Rethrow()
    {
        if (_thrown is not { } thrown)
            return;
        _thrown = null;
        thrown.Throw();
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}

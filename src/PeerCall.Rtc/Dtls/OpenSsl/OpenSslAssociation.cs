using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// One association on an <c>SSL</c>. OpenSSL measures the time to a retransmission by the system's clock; what it says is turned into a deadline of the
/// caller's.
/// </summary>
internal sealed unsafe class OpenSslAssociation : IDtlsAssociation, IDatagramBioOwner
{
    // Twelve of them without progress, and OpenSSL gives up: after 15 s with these two.
    private const uint LongestTimeout = 2_000_000;

    /// <summary>A handshake takes about a dozen; more than this is somebody who wants this end to work.</summary>
    private const int MaxHandshakeDatagrams = 2_000;

    private const int MaxPlaintext = 1 << 14;

    private readonly DtlsOptions _options;
    private readonly IDtlsOutput _output;
    private readonly SslHandle _handle;
    private readonly nint _ssl;
    private readonly uint _firstTimeout;
    private byte* _waiting;
    private int _waitingLength;
    private byte[]? _remoteCertificate;
    private bool _isFingerprintWrong;
    private bool _isDisposed;
    private int _handshakeDatagrams;
    private TimeSpan _giveUpAt = TimeSpan.MaxValue;

    public OpenSslAssociation(DtlsOptions options, IDtlsOutput output)
    {
        _options = options;
        _output = output;
        _firstTimeout = (uint)Math.Min(options.InitialRetransmissionTimeout.TotalMicroseconds, LongestTimeout);
        _handle = new SslHandle(options.Certificate.Context, this);
        _ssl = _handle.Pointer;
        NativeMethods.SSL_ctrl(_ssl, NativeMethods.ControlSetMtu, options.MaxDatagramSize, null);
        NativeMethods.DTLS_set_timer_cb(_ssl, &OnTimer);
        if (options.IsClient)
            NativeMethods.SSL_set_connect_state(_ssl);
        else
            NativeMethods.SSL_set_accept_state(_ssl);
    }

    /// <inheritdoc/>
    public DtlsState State { get; private set; }

    /// <inheritdoc/>
    public DtlsFailure? Failure { get; private set; }

    /// <inheritdoc/>
    public DtlsParameters? Parameters { get; private set; }

    /// <inheritdoc/>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    int IDatagramBioOwner.MaxDatagramSize => _options.MaxDatagramSize;

    /// <inheritdoc/>
    public void Start(TimeSpan now)
    {
        if (State is not DtlsState.New || _isDisposed)
            return;
        _giveUpAt = now + _options.HandshakeTimeout;
        Enter(DtlsState.Connecting);
        Handshake();
        SetDeadline(now);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        if (State is not (DtlsState.Connecting or DtlsState.Connected) || _isDisposed || !DtlsRecords.AreWellFormed(datagram))
            return;
        if (State is DtlsState.Connecting && ++_handshakeDatagrams > MaxHandshakeDatagrams)
        {
            Fail(DtlsFailureReason.HandshakeFailed, "Too many datagrams without an end of the handshake.");
            return;
        }
        fixed (byte* bytes = datagram)
        {
            _waiting = bytes;
            _waitingLength = datagram.Length;
            if (State is DtlsState.Connecting)
                Handshake();
            if (State is DtlsState.Connected)
                ReadRecords();
            _waitingLength = 0;
        }
        SetDeadline(now);
    }

    /// <inheritdoc/>
    public void Advance(TimeSpan now)
    {
        if (State is not DtlsState.Connecting || _isDisposed)
            return;
        NativeMethods.ERR_clear_error();
        if (now >= _giveUpAt)
            Fail(DtlsFailureReason.TimedOut, "The handshake took too long.");
        else if (NativeMethods.SSL_ctrl(_ssl, NativeMethods.ControlHandleTimeout, 0, null) < 0)
            Fail(DtlsFailureReason.TimedOut, OpenSslErrors.Take().Text);
        SetDeadline(now);
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> data)
    {
        if (State is not DtlsState.Connected || _isDisposed || data.IsEmpty || data.Length > _options.MaxDatagramSize - DtlsRecords.Overhead)
            return false;
        NativeMethods.ERR_clear_error();
        fixed (byte* bytes = data)
            return NativeMethods.SSL_write(_ssl, bytes, data.Length) > 0;
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (State is DtlsState.Closed or DtlsState.Failed || _isDisposed)
            return;
        // In the middle of a handshake OpenSSL cannot say goodbye.
        if (State is DtlsState.Connected)
        {
            NativeMethods.ERR_clear_error();
            _ = NativeMethods.SSL_shutdown(_ssl);
        }
        NextDeadline = TimeSpan.MaxValue;
        Enter(DtlsState.Closed);
    }

    /// <inheritdoc/>
    public bool TryExportKeyingMaterial(string label, Span<byte> destination)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        if (State is not DtlsState.Connected || _isDisposed)
            return false;
        var name = Encoding.UTF8.GetBytes(label);
        NativeMethods.ERR_clear_error();
        fixed (byte* to = destination, text = name)
            return NativeMethods.SSL_export_keying_material(_ssl, to, (nuint)destination.Length, text, (nuint)name.Length, null, 0, 0) == 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        NextDeadline = TimeSpan.MaxValue;
        _handle.Dispose();
    }

    int IDatagramBioOwner.Read(Span<byte> destination)
    {
        var length = Math.Min(_waitingLength, destination.Length);
        new ReadOnlySpan<byte>(_waiting, length).CopyTo(destination);
        _waitingLength = 0;
        return length;
    }

    void IDatagramBioOwner.Write(ReadOnlySpan<byte> datagram) => _output.Transmit(datagram);

    /// <summary>OpenSSL has the other end's certificate, and asks whether to go on: before either end may send data.</summary>
    [UnmanagedCallersOnly]
    internal static int OnVerify(nint store, nint argument)
    {
        var isPromised = false;
        try
        {
            var ssl = NativeMethods.X509_STORE_CTX_get_ex_data(store, NativeMethods.SSL_get_ex_data_X509_STORE_CTX_idx());
            isPromised = OwnerOf(ssl).Verify(NativeMethods.X509_STORE_CTX_get0_cert(store));
        }
#pragma warning disable CA1031 // An exception that left this method would end the process; what could not be verified is not.
        catch (Exception)
#pragma warning restore CA1031
        {
            isPromised = false;
        }
        if (isPromised)
            return 1;
        NativeMethods.X509_STORE_CTX_set_error(store, NativeMethods.VerifyErrorApplication);
        return 0;
    }

    private static OpenSslAssociation OwnerOf(nint ssl) => Unsafe.As<OpenSslAssociation>(GCHandle.FromIntPtr(NativeMethods.SSL_get_ex_data(ssl, 0)).Target!);

    /// <summary>The next timeout, in microseconds: the first one, then twice the one before.</summary>
    [UnmanagedCallersOnly]
    private static uint OnTimer(nint ssl, uint last)
    {
        if (last > 0)
            return Math.Min(last * 2, LongestTimeout);
        try
        {
            return OwnerOf(ssl)._firstTimeout;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return LongestTimeout;
        }
    }

    private bool Verify(nint certificate)
    {
        if (certificate == 0)
            return false;
        var length = NativeMethods.i2d_X509(certificate, null);
        if (length <= 0)
            return false;
        var der = new byte[length];
        fixed (byte* bytes = der)
        {
            var end = bytes;
            if (NativeMethods.i2d_X509(certificate, &end) != length)
                return false;
        }
        _remoteCertificate = der;
        _isFingerprintWrong = !CertificateFingerprint.IsPromised(der, _options.RemoteFingerprints);
        return !_isFingerprintWrong;
    }

    private void Handshake()
    {
        NativeMethods.ERR_clear_error();
        var result = NativeMethods.SSL_do_handshake(_ssl);
        if (result == 1)
        {
            Parameters = ReadParameters();
            _giveUpAt = TimeSpan.MaxValue;
            Enter(DtlsState.Connected);
        }
        else if (NativeMethods.SSL_get_error(_ssl, result) is not NativeMethods.ErrorWantRead)
        {
            var (reason, text) = OpenSslErrors.Take();
            Fail(ReasonOf(reason), text);
        }
    }

    [SkipLocalsInit]
    private void ReadRecords()
    {
        var plaintext = stackalloc byte[MaxPlaintext];
        while (State is DtlsState.Connected && !_isDisposed)
        {
            NativeMethods.ERR_clear_error();
            var length = NativeMethods.SSL_read(_ssl, plaintext, MaxPlaintext);
            if (length > 0)
            {
                _output.OnData(new ReadOnlySpan<byte>(plaintext, length));
                continue;
            }
            switch (NativeMethods.SSL_get_error(_ssl, length))
            {
                case NativeMethods.ErrorWantRead:
                    return;
                case NativeMethods.ErrorZeroReturn:
                    Enter(DtlsState.Closed);
                    return;
                default:
                    var (reason, text) = OpenSslErrors.Take();
                    Fail(ReasonOf(reason), text);
                    return;
            }
        }
    }

    private DtlsFailureReason ReasonOf(int reason) =>
        _isFingerprintWrong ? DtlsFailureReason.FingerprintMismatch
        : reason >= NativeMethods.ReasonAlerts ? DtlsFailureReason.AlertReceived
        : reason switch
        {
            NativeMethods.ReasonNoCertificate => DtlsFailureReason.NoCertificate,
            NativeMethods.ReasonReadTimeoutExpired => DtlsFailureReason.TimedOut,
            _ => DtlsFailureReason.HandshakeFailed,
        };

    private DtlsParameters ReadParameters()
    {
        var cipher = Marshal.PtrToStringUTF8(NativeMethods.SSL_CIPHER_standard_name(NativeMethods.SSL_get_current_cipher(_ssl))) ?? "";
        var profile = NativeMethods.SSL_get_selected_srtp_profile(_ssl);
        // Its first member is the name.
        return new DtlsParameters("FEFD", cipher, profile == 0 ? null : Marshal.PtrToStringUTF8(*(nint*)profile), _remoteCertificate);
    }

    private void Fail(DtlsFailureReason reason, string text)
    {
        Failure = new DtlsFailure(reason, text);
        NextDeadline = TimeSpan.MaxValue;
        Enter(DtlsState.Failed);
    }

    private void Enter(DtlsState state)
    {
        if (State == state)
            return;
        State = state;
        _output.OnStateChanged(state);
    }

    private void SetDeadline(TimeSpan now)
    {
        NextDeadline = TimeSpan.MaxValue;
        if (State is not DtlsState.Connecting || _isDisposed)
            return;
        var remaining = stackalloc nint[2];
        NextDeadline = NativeMethods.SSL_ctrl(_ssl, NativeMethods.ControlGetTimeout, 0, remaining) == 1
            ? now + TimeSpan.FromSeconds(remaining[0]) + TimeSpan.FromMicroseconds(remaining[1])
            : _giveUpAt;
        if (NextDeadline > _giveUpAt)
            NextDeadline = _giveUpAt;
    }
}

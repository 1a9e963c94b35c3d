namespace PeerCall.Rtc.Dtls;

/// <summary>
/// One DTLS association: datagrams and "now" go in; datagrams, data, states and the next deadline come out. It owns no socket and no
/// thread; one thread at a time. What comes from the network never throws.
/// </summary>
public interface IDtlsAssociation : IDisposable
{
    /// <summary>State.</summary>
    DtlsState State { get; }

    /// <summary>Why it failed; null unless <see cref="State"/> is <see cref="DtlsState.Failed"/>.</summary>
    DtlsFailure? Failure { get; }

    /// <summary>What the handshake agreed on; null before <see cref="DtlsState.Connected"/>.</summary>
    DtlsParameters? Parameters { get; }

    /// <summary>When <see cref="Advance"/> is to be called at the latest; <see cref="TimeSpan.MaxValue"/> if nothing is due ever.</summary>
    TimeSpan NextDeadline { get; }

    /// <summary>Begins: a client sends its ClientHello, a server starts to listen to one. Once.</summary>
    /// <param name="now">Monotonic time, any origin.</param>
    void Start(TimeSpan now);

    /// <summary>A datagram came in. What is no DTLS, forged or too short has no effect.</summary>
    void Receive(ReadOnlySpan<byte> datagram, TimeSpan now);

    /// <summary>Does what is due: sends a flight again.</summary>
    void Advance(TimeSpan now);

    /// <summary>Sends data as one record. Not from <see cref="IDtlsOutput.Transmit"/>.</summary>
    /// <returns>False if the association is not connected, or the data does not fit into a record of <see cref="DtlsOptions.MaxRecordSize"/>.</returns>
    bool Send(ReadOnlySpan<byte> data);

    /// <summary>Ends it, and says so to the other end (close_notify).</summary>
    void Close();

    /// <summary>Keying material for SRTP or others (RFC 5705, RFC 5764 §4.2).</summary>
    /// <returns>False before it is connected.</returns>
    bool TryExportKeyingMaterial(string label, Span<byte> destination);
}

/// <summary>What an association says. Called from within its methods, on their thread.</summary>
public interface IDtlsOutput
{
    /// <summary>Send this datagram. Valid during the call only; must not call back.</summary>
    void Transmit(ReadOnlySpan<byte> datagram);

    /// <summary>Data came, the content of one record. Valid during the call only. Sending is allowed from here.</summary>
    void OnData(ReadOnlySpan<byte> data);

    /// <summary>The state changed. Sending and closing are allowed from here, disposing is not.</summary>
    void OnStateChanged(DtlsState state);
}

/// <summary>States of an association, in W3C's words (RTCDtlsTransportState).</summary>
public enum DtlsState
{
    /// <summary>Not started.</summary>
    New,

    /// <summary>Handshake under way.</summary>
    Connecting,

    /// <summary>Handshake done, and the certificate of the other end is the one that its description promised.</summary>
    Connected,

    /// <summary>Closed, from either end.</summary>
    Closed,

    /// <summary>Ended by a fault; see <see cref="IDtlsAssociation.Failure"/>.</summary>
    Failed,
}

/// <summary>Why an association failed: stable values for programs.</summary>
public enum DtlsFailureReason
{
    /// <summary>The other end's certificate is none of those that its description promised (RFC 8122 §5).</summary>
    FingerprintMismatch,

    /// <summary>The other end sent no certificate.</summary>
    NoCertificate,

    /// <summary>The other end ended the handshake with an alert.</summary>
    AlertReceived,

    /// <summary>The handshake could not be agreed on, or was broken.</summary>
    HandshakeFailed,

    /// <summary>No answer in time.</summary>
    TimedOut,
}

/// <summary>Why it failed.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Text">For logs, from the library underneath; nothing secret is in it.</param>
public sealed record DtlsFailure(DtlsFailureReason Reason, string Text);

/// <summary>What a handshake agreed on.</summary>
/// <param name="Version">As <c>transport.tlsVersion</c> of W3C webrtc-stats has it: <c>FEFD</c> for DTLS 1.2.</param>
/// <param name="CipherSuite">IANA's name, as <c>transport.dtlsCipher</c>.</param>
/// <param name="SrtpProfile">SRTP protection profile (RFC 5764 §4.1.2, RFC 7714 §14.2); null if none was agreed on.</param>
/// <param name="RemoteCertificate">The other end's certificate, DER.</param>
public sealed record DtlsParameters(string Version, string CipherSuite, string? SrtpProfile, ReadOnlyMemory<byte> RemoteCertificate);

namespace PeerCall.Sctp;

/// <summary>
/// What an association says to the outside. It is called from within the association's methods, on their thread. From an event the
/// association's sending methods may be called; <see cref="Transmit"/> must not call back.
/// </summary>
public interface ISctpOutput
{
    /// <summary>Send these bytes as one DTLS record. Valid during the call only.</summary>
    void Transmit(ReadOnlySpan<byte> packet);

    /// <summary>
    /// Send these bytes as one DTLS record that nobody on the way may cut into fragments: the path is asked whether it carries them (RFC 8899 §4.1). Valid
    /// during the call only.
    /// </summary>
    /// <returns>False if that cannot be done, or they are too long for this machine's own network: larger ones are not tried.</returns>
    bool TransmitProbe(ReadOnlySpan<byte> packet);

    /// <summary>The association is up: COMMUNICATION UP.</summary>
    void OnEstablished();

    /// <summary>A message came. The receiver owns it: see <see cref="ReceivedMessage"/>.</summary>
    void OnMessage(in ReceivedMessage message);

    /// <summary>The peer has reset its side of these streams; empty means all of them. All that it had sent on them has been handed over.</summary>
    void OnIncomingStreamsReset(ReadOnlySpan<ushort> streams);

    /// <summary>Our side of a stream has been reset, or the peer refused or cannot do it, which ends the wait just the same.</summary>
    void OnOutgoingStreamReset(ushort stream, bool performed);

    /// <summary>The bytes queued on a stream have fallen to its threshold or below.</summary>
    void OnBufferedAmountLow(ushort stream);

    /// <summary>After <see cref="SendResult.WouldBlock"/>: half of the high watermark is free again.</summary>
    void OnWritable();

    /// <summary>The peer lost its state and started again (RFC 9260 §5.2): what was queued or outstanding is lost, all streams start at zero.</summary>
    void OnRestarted();

    /// <summary>The association has ended, for the reason that came first. No event follows, at most a packet: the answer
    /// to a SHUTDOWN ACK that comes once more.</summary>
    void OnClosed(in SctpCloseReason reason);
}

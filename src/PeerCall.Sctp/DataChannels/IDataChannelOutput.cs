namespace PeerCall.Sctp;

/// <summary>
/// What the data channels say to the outside; called like <see cref="ISctpOutput"/>: on the caller's thread, and from an event channels may be
/// used, but <see cref="Transmit"/> must not call back.
/// </summary>
public interface IDataChannelOutput
{
    /// <summary>Send these bytes as one DTLS record. Valid during the call only.</summary>
    void Transmit(ReadOnlySpan<byte> packet);

    /// <inheritdoc cref="ISctpOutput.TransmitProbe"/>
    bool TransmitProbe(ReadOnlySpan<byte> packet);

    /// <summary>The association is up. Channels made before open right after.</summary>
    void OnConnected();

    /// <summary>The peer opened a channel; it is open.</summary>
    void OnChannel(SctpDataChannel channel);

    /// <summary>A channel made here is open.</summary>
    void OnOpen(SctpDataChannel channel);

    /// <summary>
    /// A message came. The receiver disposes it, and calls <see cref="DataChannelTransport.Consume"/> with its
    /// <see cref="ReceivedMessage.WindowCharge"/> once it is read.
    /// </summary>
    void OnMessage(SctpDataChannel channel, in ReceivedMessage message, bool isText);

    /// <summary><see cref="SctpDataChannel.BufferedAmount"/> has fallen to its threshold or below.</summary>
    void OnBufferedAmountLow(SctpDataChannel channel);

    /// <summary>After <see cref="SendResult.WouldBlock"/>: there is room again.</summary>
    void OnWritable();

    /// <summary>The peer has begun to close a channel: nothing more can be sent on it.</summary>
    void OnClosing(SctpDataChannel channel);

    /// <summary>A channel is closed on both sides, or the association has ended.</summary>
    void OnChannelClosed(SctpDataChannel channel);

    /// <summary>The association has ended; all channels are closed.</summary>
    void OnClosed(in SctpCloseReason reason);
}

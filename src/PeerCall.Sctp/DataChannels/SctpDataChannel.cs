namespace PeerCall.Sctp;

/// <summary>States of a data channel; W3C's RTCDataChannelState.</summary>
public enum DataChannelState
{
    /// <summary>Waits for the association.</summary>
    Connecting,

    /// <summary>Messages can be sent.</summary>
    Open,

    /// <summary>One side closes it: what was queued still goes out.</summary>
    Closing,

    /// <summary>Closed on both sides; the id may be used again.</summary>
    Closed,
}

/// <summary>One data channel (RFC 8831). Used on the thread of its transport.</summary>
public sealed class SctpDataChannel
{
    private readonly DataChannelTransport _transport;
    private readonly SendOptions _send;
    private long _lowThreshold;

    internal SctpDataChannel(DataChannelTransport transport, string label, DataChannelOptions options)
    {
        _transport = transport;
        _send = options.ToSendOptions();
        Label = label;
        Options = options;
        Id = options.Id;
    }

    /// <summary>The label, not necessarily unique.</summary>
    public string Label { get; }

    /// <summary>What it was made with, here or at the peer.</summary>
    public DataChannelOptions Options { get; }

    /// <summary>The stream; null until the DTLS role is known, if none was asked for.</summary>
    public ushort? Id { get; internal set; }

    /// <summary>Where the channel stands.</summary>
    public DataChannelState State { get; internal set; }

    /// <summary>Bytes given to <see cref="Send"/> that have not been sent for the first time.</summary>
    public long BufferedAmount => Id is { } id && State != DataChannelState.Closed ? _transport.Association.BufferedAmount(id) : 0;

    /// <summary>At this many bytes or fewer <see cref="IDataChannelOutput.OnBufferedAmountLow"/> comes. Default 0.</summary>
    public long BufferedAmountLowThreshold
    {
        get => _lowThreshold;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _lowThreshold = value;
            if (State == DataChannelState.Open)
                _transport.Association.SetBufferedAmountLowThreshold(Id!.Value, value);
        }
    }

    /// <summary>Messages sent.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>Bytes of messages sent, without headers.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Messages received.</summary>
    public long MessagesReceived { get; private set; }

    /// <summary>Bytes of messages received, without headers.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>
    /// Whether the peer knows the channel's options. Until its DATA_CHANNEL_ACK all messages go in order, behind DATA_CHANNEL_OPEN
    /// (RFC 8832 §6).
    /// </summary>
    internal bool IsAcknowledged { get; set; }

    /// <summary>Whether the peer has reset its side.</summary>
    internal bool IsIncomingReset { get; set; }

    /// <summary>Whether our side has been reset.</summary>
    internal bool IsOutgoingReset { get; set; }

    /// <summary>
    /// Queues a message, which may be empty; <see cref="DataChannelTransport.Flush"/> sends it. The bytes are copied.
    /// <see cref="SendResult.Closed"/> unless the channel is open.
    /// </summary>
    /// <param name="payload">The bytes; UTF-8 for a text.</param>
    /// <param name="isText">Whether the peer gets a string.</param>
    /// <param name="now">Monotonic time, from which the message's lifetime counts.</param>
    public SendResult Send(ReadOnlySpan<byte> payload, bool isText, TimeSpan now)
    {
        if (State != DataChannelState.Open)
            return SendResult.Closed;
        var isEmpty = payload.IsEmpty;
        var protocol = isEmpty
            ? isText ? PayloadProtocol.EmptyText : PayloadProtocol.EmptyBinary
            : isText ? PayloadProtocol.Text : PayloadProtocol.Binary;
        ReadOnlySpan<byte> placeholder = [0];
        var options = IsAcknowledged ? _send : _send with { IsUnordered = false };
        var result = _transport.Association.Send(Id!.Value, protocol, isEmpty ? placeholder : payload, options, now);
        if (result != SendResult.Accepted)
            return result;
        MessagesSent++;
        BytesSent += payload.Length;
        return result;
    }

    /// <summary>Closes the channel: what is queued goes out, then the peer is told, and closes its side as well (RFC 8831 §6.7).</summary>
    public void Close(TimeSpan now) => _transport.Close(this, now);

    internal void Open()
    {
        State = DataChannelState.Open;
        if (_lowThreshold > 0)
            _transport.Association.SetBufferedAmountLowThreshold(Id!.Value, _lowThreshold);
    }

    internal void CountReceived(int bytes)
    {
        MessagesReceived++;
        BytesReceived += bytes;
    }
}

namespace PeerCall.Sctp;

/// <summary>
/// The data channels of one association (RFC 8831, RFC 8832): opened in band or negotiated, closed by stream resets that each side mirrors.
/// Like <see cref="SctpAssociation"/> it has no thread, clock or socket.
/// </summary>
public sealed class DataChannelTransport
{
    private readonly IDataChannelOutput _output;
    private readonly Dictionary<ushort, SctpDataChannel> _channels = [];
    private readonly List<SctpDataChannel> _waitingForRole = [];

    // Messages on a stream that the peer uses anew while our reset of the old channel is not answered yet.
    private readonly Dictionary<ushort, List<ReceivedMessage>> _early = [];
    private readonly StreamIds _ids;
    private readonly SctpOptions _options;
    private bool _hasRole;
    private bool _isUp;
    private bool _isEnded;
    private TimeSpan _now;

    /// <summary>Makes a transport that waits for <see cref="Start"/>.</summary>
    public DataChannelTransport(SctpOptions options, IDataChannelOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _options = options;
        _ids = new StreamIds(_channels.ContainsKey);
        Association = new SctpAssociation(options, new AssociationEvents(this));
    }

    /// <summary>The association underneath, for its state and statistics.</summary>
    public SctpAssociation Association { get; private set; }

    /// <summary>Channels that are not closed.</summary>
    public int ChannelCount => _channels.Count + _waitingForRole.Count;

    /// <summary>When <see cref="Advance"/> is to be called at the latest.</summary>
    public TimeSpan Deadline => Association.Deadline;

    /// <summary>
    /// What the peer's description says, before <see cref="Start"/>; later it has no effect. Channels may be made earlier than it is known.
    /// </summary>
    /// <param name="port">Its SCTP port (RFC 8841 §5).</param>
    /// <param name="maxMessageSize">Bytes of a message that it takes, at least 1.</param>
    public void SetPeer(ushort port, int maxMessageSize)
    {
        if (_hasRole || _isEnded)
            return;
        // Nothing has happened on it yet: channels that wait have no stream of it.
        Association = new SctpAssociation(_options with { RemotePort = port, MaxSendMessageSize = maxMessageSize }, new AssociationEvents(this));
    }

    /// <summary>DTLS is up: gives the waiting channels their streams and sends INIT.</summary>
    /// <param name="isDtlsClient">Our DTLS role, which decides about even or odd streams.</param>
    /// <param name="now">Monotonic time.</param>
    public void Start(bool isDtlsClient, TimeSpan now)
    {
        _now = now;
        if (_hasRole || _isEnded)
            return;
        _hasRole = true;
        _ids.Start(isDtlsClient);
        foreach (var channel in _waitingForRole.ToArray())
        {
            _waitingForRole.Remove(channel);
            if (_ids.Take(ushort.MaxValue) is { } id)
                Add(channel, id);
            else
                Conclude(channel);
        }

        Association.Connect(now);
    }

    /// <inheritdoc cref="SctpAssociation.Receive"/>
    public void Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        _now = now;
        Association.Receive(packet, now);
    }

    /// <inheritdoc cref="SctpAssociation.Advance"/>
    public void Advance(TimeSpan now)
    {
        _now = now;
        Association.Advance(now);
    }

    /// <inheritdoc cref="SctpAssociation.Flush"/>
    public void Flush(TimeSpan now)
    {
        _now = now;
        Association.Flush(now);
    }

    /// <inheritdoc cref="SctpAssociation.ChangePath"/>
    public void ChangePath(bool isProbed, TimeSpan now)
    {
        _now = now;
        Association.ChangePath(isProbed, now);
    }

    /// <inheritdoc cref="SctpAssociation.Consume"/>
    public void Consume(int charge, TimeSpan now)
    {
        _now = now;
        Association.Consume(charge, now);
    }

    /// <summary>Makes a channel, before or after the association is up. It opens when the association is up, at once if it is already.</summary>
    /// <returns>The channel; null if no stream is free or the association has ended.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the stream is in use.</exception>
    public SctpDataChannel? Create(string label, DataChannelOptions options, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(options);
        if (Fault(label, options) is { } fault)
            throw new ArgumentException(fault, nameof(options));
        _now = now;
        if (_isEnded)
            return null;
        var channel = new SctpDataChannel(this, label, options);
        if ((options.Id ?? (_hasRole ? _ids.Take(Streams) : null)) is { } id)
        {
            if (id >= Streams)
                return null;
            Add(channel, id);
            if (_isUp)
                Open(channel);
            return channel;
        }

        if (_hasRole)
            return null;
        _waitingForRole.Add(channel);
        return channel;
    }

    /// <summary>Ends the association at once, and with it all channels.</summary>
    public void Abort(TimeSpan now)
    {
        _now = now;
        Association.Abort(now);
    }

    private int Streams => _isUp ? Association.OutboundStreams : ushort.MaxValue;

    internal void Close(SctpDataChannel channel, TimeSpan now)
    {
        _now = now;
        if (channel.State is DataChannelState.Closing or DataChannelState.Closed)
            return;
        var wasOpen = channel.State == DataChannelState.Open;
        channel.State = DataChannelState.Closing;
        if (wasOpen)
            Association.ResetStream(channel.Id!.Value, now);
        else
            Conclude(channel); // the peer does not know it
    }

    private string? Fault(string label, DataChannelOptions options) =>
        options.MaxRetransmits is not null && options.MaxPacketLifeTime is not null ? "MaxRetransmits and MaxPacketLifeTime exclude each other."
        : options.IsNegotiated && options.Id is null ? "A negotiated channel needs an id."
        : options.Id == ushort.MaxValue ? "The id must be 0 to 65,534."
        : !DataChannelOpenMessage.Fits(label, options.Protocol) ? "Label and protocol may have 65,535 bytes each."
        : options.Id is { } id && _channels.ContainsKey(id) ? "The id is in use."
        : null;

    private void Add(SctpDataChannel channel, ushort id)
    {
        channel.Id = id;
        _channels.Add(id, channel);
    }

    private void Open(SctpDataChannel channel)
    {
        channel.Open();
        channel.IsAcknowledged = channel.Options.IsNegotiated;
        if (!channel.Options.IsNegotiated)
            Association.SendControl(channel.Id!.Value, PayloadProtocol.Control, new DataChannelOpenMessage(channel.Label, channel.Options).ToBytes(), _now);
        _output.OnOpen(channel);
    }

    private void Conclude(SctpDataChannel channel)
    {
        if (channel.State == DataChannelState.Closed)
            return;
        channel.State = DataChannelState.Closed;
        _waitingForRole.Remove(channel);
        if (channel.Id is { } id && _channels.Remove(id))
            _ids.Release(id);
        _output.OnChannelClosed(channel);
        if (channel.Id is { } free && _early.Remove(free, out var messages))
        {
            foreach (var message in messages)
                OnMessage(message);
        }
    }

    private void OnEstablished()
    {
        _isUp = true;
        _output.OnConnected();
        foreach (var channel in _channels.Values.ToArray())
        {
            if (channel.State != DataChannelState.Connecting)
                continue;
            if (channel.Id < Streams)
                Open(channel);
            else
                Conclude(channel);
        }
    }

    private void OnMessage(in ReceivedMessage message)
    {
        _channels.TryGetValue(message.StreamId, out var channel);
        if (channel is { State: DataChannelState.Closing, IsIncomingReset: true })
        {
            if (!_early.TryGetValue(message.StreamId, out var early))
                _early.Add(message.StreamId, early = []);
            early.Add(message);
        }
        else if (message.PayloadProtocol == PayloadProtocol.Control)
        {
            OnControl(channel, message);
            Drop(message);
        }
        else if (channel is null || !PayloadProtocol.IsUserData(message.PayloadProtocol) || channel.State == DataChannelState.Closed)
        {
            Drop(message);
        }
        else
        {
            Deliver(channel, message);
        }
    }

    private void Deliver(SctpDataChannel channel, in ReceivedMessage message)
    {
        // Whatever the peer sends behind the options shows that it knows them.
        channel.IsAcknowledged = true;
        var isText = PayloadProtocol.IsText(message.PayloadProtocol);
        if (!PayloadProtocol.IsEmpty(message.PayloadProtocol))
        {
            channel.CountReceived(message.Length);
            _output.OnMessage(channel, message, isText);
            return;
        }

        Association.Consume(message.Length, _now);
        channel.CountReceived(0);
        _output.OnMessage(channel, message.WithLength(0), isText);
    }

    /// <summary>A DCEP message; one that is wrong costs its stream (RFC 8832 §5.1, §6).</summary>
    private void OnControl(SctpDataChannel? channel, in ReceivedMessage message)
    {
        var bytes = message.Span;
        if (DataChannelAcknowledgement.Is(bytes))
        {
            if (channel is not null)
                channel.IsAcknowledged = true;
            return;
        }

        var id = message.StreamId;
        if (channel is not null)
        {
            Close(channel, _now); // the stream is in use
        }
        else if (DataChannelOpenMessage.TryRead(bytes, out var open) && _ids.IsOfPeer(id) && id < Association.OutboundStreams)
        {
            Accept(id, open);
        }
        else
        {
            Association.ResetStream(id, _now);
        }
    }

    private void Accept(ushort id, DataChannelOpenMessage open)
    {
        var channel = new SctpDataChannel(this, open.Label, open.Options with { Id = id }) { IsAcknowledged = true };
        Add(channel, id);
        channel.Open();
        Association.SendControl(id, PayloadProtocol.Control, DataChannelAcknowledgement.Bytes, _now);
        _output.OnChannel(channel);
    }

    private void Drop(in ReceivedMessage message)
    {
        Association.Consume(message.WindowCharge, _now);
        message.Dispose();
    }

    private void OnIncomingReset(ushort id)
    {
        if (!_channels.TryGetValue(id, out var channel))
            return;
        channel.IsIncomingReset = true;
        if (channel.IsOutgoingReset)
        {
            Conclude(channel);
        }
        else if (channel.State == DataChannelState.Open)
        {
            // Nobody reads any more what is queued here.
            Association.DropUnsent(id);
            Close(channel, _now);
            _output.OnClosing(channel);
        }
    }

    private void OnOutgoingReset(ushort id, bool performed)
    {
        if (!_channels.TryGetValue(id, out var channel))
            return;
        channel.IsOutgoingReset = true;
        if (channel.IsIncomingReset || !performed)
        {
            Conclude(channel);
        }
        else if (channel.State == DataChannelState.Open)
        {
            // The peer asked for the reset of our side (RFC 6525 §4.2).
            channel.State = DataChannelState.Closing;
            _output.OnClosing(channel);
        }
    }

    private void CloseAll()
    {
        foreach (var messages in _early.Values)
        {
            foreach (var message in messages)
                message.Dispose();
        }

        _early.Clear();
        foreach (var channel in _channels.Values.Concat(_waitingForRole).ToArray())
            Conclude(channel);
    }

    /// <summary>Hears the association without showing its events on the transport.</summary>
    private sealed class AssociationEvents(DataChannelTransport transport) : ISctpOutput
    {
        public void Transmit(ReadOnlySpan<byte> packet) => transport._output.Transmit(packet);

        public bool TransmitProbe(ReadOnlySpan<byte> packet) => transport._output.TransmitProbe(packet);

        public void OnEstablished() => transport.OnEstablished();

        public void OnMessage(in ReceivedMessage message) => transport.OnMessage(message);

        public void OnIncomingStreamsReset(ReadOnlySpan<ushort> streams)
        {
            ReadOnlySpan<ushort> all = streams.IsEmpty ? transport._channels.Keys.ToArray() : streams;
            foreach (var stream in all)
                transport.OnIncomingReset(stream);
        }

        public void OnOutgoingStreamReset(ushort stream, bool performed) => transport.OnOutgoingReset(stream, performed);

        public void OnBufferedAmountLow(ushort stream)
        {
            if (transport._channels.TryGetValue(stream, out var channel) && channel.State == DataChannelState.Open)
                transport._output.OnBufferedAmountLow(channel);
        }

        public void OnWritable() => transport._output.OnWritable();

        public void OnRestarted() => transport.CloseAll();

        public void OnClosed(in SctpCloseReason reason)
        {
            transport._isEnded = true;
            transport.CloseAll();
            transport._output.OnClosed(reason);
        }
    }
}

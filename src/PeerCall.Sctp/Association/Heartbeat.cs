using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>Probes a path that has been silent (RFC 9260 §8.3), and answers the peer's probes.</summary>
internal sealed class Heartbeat(AssociationContext context)
{
    private const int InfoSize = 8;
    private ulong _nonce;
    private TimeSpan _sentAt;
    private bool _isOutstanding;

    /// <summary>When a packet of the peer last came.</summary>
    public TimeSpan LastHeard { get; set; }

    public void Start()
    {
        _isOutstanding = false;
        LastHeard = context.Now;
        StartInterval(context.Now);
    }

    /// <summary>HB.interval is over. Returns whether the path was silent for that long.</summary>
    public bool OnInterval()
    {
        if (context.State != AssociationState.Established)
            return false;
        var silent = context.Now - LastHeard >= context.Options.HeartbeatInterval;
        if (silent && !_isOutstanding)
            Send();
        StartInterval(silent ? context.Now : LastHeard);
        return silent;
    }

    /// <summary>The probe was not answered.</summary>
    public void OnTimeout()
    {
        if (!_isOutstanding || context.State != AssociationState.Established)
            return;
        context.Errors++;
        context.Rto.BackOff();
        Send();
    }

    /// <summary>HEARTBEAT came: its information goes back as it is, also if it has none.</summary>
    public void OnHeartbeat(Chunk chunk)
    {
        context.Packet.Begin(context.PeerTag);
        if (chunk.Whole.Length > context.Packet.Remaining)
            return;
        chunk.Body.CopyTo(context.Packet.Append(ChunkType.HeartbeatAck, 0, chunk.Body.Length));
        context.Transmit();
    }

    /// <summary>HEARTBEAT ACK came; only the answer to our own probe counts.</summary>
    public void OnAcknowledgement(Chunk chunk)
    {
        var reader = new ParameterReader(chunk.Body);
        if (!_isOutstanding || !reader.Read() || reader.Type != ParameterType.HeartbeatInfo || reader.Value.Length != InfoSize
            || BinaryPrimitives.ReadUInt64BigEndian(reader.Value) != _nonce)
        {
            return;
        }

        _isOutstanding = false;
        context.Timers.Stop(AssociationTimer.HeartbeatTimeout);
        context.Errors = 0;
        context.Rto.Sample(context.Now - _sentAt);
    }

    private void Send()
    {
        Span<byte> random = stackalloc byte[InfoSize];
        context.Options.Random(random);
        _nonce = BinaryPrimitives.ReadUInt64BigEndian(random);
        context.Packet.Begin(context.PeerTag);
        var body = context.Packet.Append(ChunkType.Heartbeat, 0, 4 + InfoSize);
        BinaryPrimitives.WriteUInt16BigEndian(body, ParameterType.HeartbeatInfo);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], 4 + InfoSize);
        random.CopyTo(body[4..]);
        context.Transmit();
        _sentAt = context.Now;
        _isOutstanding = true;
        context.Timers.Start(AssociationTimer.HeartbeatTimeout, context.Now + context.Rto.Current);
    }

    private void StartInterval(TimeSpan from)
    {
        if (context.Options.HeartbeatInterval > TimeSpan.Zero)
            context.Timers.Start(AssociationTimer.Heartbeat, from + context.Options.HeartbeatInterval);
    }
}

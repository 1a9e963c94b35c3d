using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>What the parts of one association share: options, identity, timers, the packet being built, counters.</summary>
internal sealed class AssociationContext(SctpOptions options, ISctpOutput output)
{
    public SctpOptions Options { get; } = options;

    public ISctpOutput Output { get; } = output;

    public AssociationTimers Timers { get; } = new();

    public PacketWriter Packet { get; } =
        new(Math.Max(options.MaxPacketSize, options.MaxProbedPacketSize), options.LocalPort, options.RemotePort) { Limit = options.MaxPacketSize };

    public RetransmissionTimeout Rto { get; private set; } = new(options);

    public AssociationState State { get; set; }

    /// <summary>The time of the call that is being served.</summary>
    public TimeSpan Now { get; set; }

    public uint LocalTag { get; set; }

    public uint PeerTag { get; set; }

    /// <summary>What both sides offered.</summary>
    public Capabilities Negotiated { get; set; }

    /// <summary>Whether packets may go out without checksum: the peer accepts it.</summary>
    public bool SendsZeroChecksum { get; set; }

    /// <summary>Streams that both sides can carry, each way.</summary>
    public int OutboundStreams { get; set; }

    public int InboundStreams { get; set; }

    /// <summary>Timeouts since the peer was last heard to acknowledge.</summary>
    public int Errors { get; set; }

    public AssociationCounters Counters { get; } = new();

    public Capabilities Offered =>
        Capabilities.ForwardTsn | Capabilities.Reconfig
        | (Options.OfferInterleaving ? Capabilities.Interleaving : Capabilities.None)
        | (Options.OfferZeroChecksum ? Capabilities.ZeroChecksum : Capabilities.None);

    public bool IsInterleaved => Negotiated.Has(Capabilities.Interleaving);

    /// <summary>Whether DATA may be sent.</summary>
    public bool CanSendData => State is AssociationState.Established or AssociationState.ShutdownPending or AssociationState.ShutdownReceived;

    /// <summary>Whether DATA is accepted.</summary>
    public bool CanReceiveData => State is AssociationState.Established or AssociationState.ShutdownPending or AssociationState.ShutdownSent;

    /// <summary>A random number that is not zero.</summary>
    public uint RandomTag()
    {
        Span<byte> bytes = stackalloc byte[4];
        uint value;
        do
        {
            Options.Random(bytes);
            value = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        while (value == 0);
        return value;
    }

    /// <summary>Sends the packet that was built.</summary>
    /// <param name="needsChecksum">Set for the packets that must carry one whatever was negotiated (RFC 9653 §5.2): INIT, INIT ACK, COOKIE ECHO.</param>
    public void Transmit(bool needsChecksum = false)
    {
        var packet = Packet.Finish(SendsZeroChecksum && !needsChecksum);
        Counters.PacketsSent++;
        Counters.BytesSent += packet.Length;
        Output.Transmit(packet);
    }

    /// <summary>Sends the packet that was built as a probe of the path. False if it cannot have gone out as one.</summary>
    public bool TransmitProbe()
    {
        var packet = Packet.Finish(SendsZeroChecksum);
        if (!Output.TransmitProbe(packet))
            return false;
        Counters.PacketsSent++;
        Counters.BytesSent += packet.Length;
        return true;
    }

    /// <summary>Sends a packet with one chunk that is all header.</summary>
    public void TransmitEmptyChunk(ChunkType type, byte flags = 0)
    {
        Packet.Begin(PeerTag);
        Packet.Append(type, flags, 0);
        Transmit();
    }

    /// <summary>The peer started again: what was measured is void.</summary>
    public void Reset()
    {
        Timers.StopAll();
        Rto = new RetransmissionTimeout(Options);
        Errors = 0;
    }
}

/// <summary>Counters behind <see cref="SctpStatistics"/>.</summary>
internal sealed class AssociationCounters
{
    public long PacketsSent;
    public long BytesSent;
    public long PacketsReceived;
    public long BytesReceived;
    public long PacketsDiscarded;
    public long ChunksSent;
    public long Retransmissions;
    public long FastRetransmissions;
    public long Timeouts;
    public long MessagesAbandoned;
    public long DuplicatesReceived;
}

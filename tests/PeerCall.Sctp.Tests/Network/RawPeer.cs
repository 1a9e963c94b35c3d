using System.Buffers.Binary;

namespace PeerCall.Sctp.Tests;

/// <summary>A peer that says whatever a test wants, chunk by chunk, to a real one.</summary>
internal sealed class RawPeer : IEndpoint
{
    public const uint Tag = 0x11223344;
    private readonly PacketWriter _writer = new(60_000, 5000, 5000);

    public RawPeer(int seed = 1, SctpOptions? options = null, uint initialTsn = 1000)
    {
        Network = new VirtualNetwork(seed) { Wire = new Wire { Delay = TimeSpan.Zero } };
        Target = new Peer(Network, seed, options ?? Peer.Options()) { Other = null! };
        InitialTsn = initialTsn;
        Target.Sink = Receive;
    }

    public VirtualNetwork Network { get; }

    /// <summary>The real one.</summary>
    public Peer Target { get; }

    public uint InitialTsn { get; }

    /// <summary>The target's tag, once it has said it.</summary>
    public uint TargetTag { get; private set; }

    /// <summary>The target's first TSN.</summary>
    public uint TargetTsn { get; private set; }

    /// <summary>Everything that the target sent.</summary>
    public List<byte[]> Packets { get; } = [];

    public TimeSpan Deadline => TimeSpan.MaxValue;

    public void Advance(TimeSpan now)
    {
    }

    public void Receive(byte[] packet, TimeSpan now) => Packets.Add(packet);

    /// <summary>Handshake up to COOKIE ACK.</summary>
    public RawPeer Connect(bool interleaving = false)
    {
        Target.Transport.Start(isDtlsClient: false, Network.Now);
        // Its own INIT is not answered: a peer that started first has reasons to come in by ours.
        Init(Tag, interleaving);
        var ack = Packets[^1].AsSpan();
        ack[12].ShouldBe((byte)ChunkType.InitAck);
        TargetTag = BinaryPrimitives.ReadUInt32BigEndian(ack[16..]);
        TargetTsn = BinaryPrimitives.ReadUInt32BigEndian(ack[28..]);
        Send(TargetTag, w => Cookie(Packets[^1]).CopyTo(w.Append(ChunkType.CookieEcho, 0, Cookie(Packets[^1]).Length)));
        Target.Association.State.ShouldBe(AssociationState.Established);
        Packets.Clear();
        return this;
    }

    public void Init(uint tag, bool interleaving = false, ushort streams = ushort.MaxValue) => Send(0, w => new InitChunk
    {
        InitiateTag = tag,
        ReceiverWindow = 1 << 20,
        OutboundStreams = streams,
        InboundStreams = streams,
        InitialTsn = InitialTsn,
        Capabilities = Capabilities.ForwardTsn | Capabilities.Reconfig | (interleaving ? Capabilities.Interleaving : Capabilities.None),
    }.Write(w, ChunkType.Init));

    /// <summary>Builds a packet and lets the target receive it.</summary>
    public void Send(uint tag, Action<PacketWriter> build)
    {
        _writer.Begin(tag);
        build(_writer);
        Target.Receive(_writer.Finish(zeroChecksum: false).ToArray(), Network.Now);
    }

    public void Send(Action<PacketWriter> build) => Send(TargetTag, build);

    /// <summary>One chunk with this body.</summary>
    public void Chunk(byte type, byte flags, params byte[] body) => Send(w => body.CopyTo(w.Append((ChunkType)type, flags, body.Length)));

    /// <summary>DATA on a stream; the TSN counts from the first one.</summary>
    public void Data(uint offset, byte[] payload, DataFlags flags = DataFlags.Begin | DataFlags.End, ushort stream = 0, uint ssn = 0, uint ppid = 53) => Send(w => new DataChunk
    {
        IsInterleaved = false,
        Flags = flags,
        Tsn = unchecked(InitialTsn + offset),
        StreamId = stream,
        SequenceNumber = ssn,
        PayloadProtocol = ppid,
        Payload = payload,
    }.Write(w));

    /// <summary>The chunk types of all that the target sent since the last look.</summary>
    public List<ChunkType> Answers()
    {
        var types = new List<ChunkType>();
        foreach (var packet in Packets)
        {
            var reader = new ChunkReader(packet.AsSpan(12));
            while (reader.Read(out var chunk))
                types.Add(chunk.Type);
        }

        Packets.Clear();
        return types;
    }

    public static byte[] Cookie(byte[] initAck)
    {
        var reader = new ParameterReader(initAck.AsSpan(32));
        while (reader.Read())
        {
            if (reader.Type == ParameterType.StateCookie)
                return reader.Value.ToArray();
        }

        throw new InvalidOperationException("INIT ACK without a cookie.");
    }
}

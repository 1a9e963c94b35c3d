using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>INIT and INIT ACK (RFC 9260 §3.3.2, §3.3.3): the fixed fields, and the parameters that matter here.</summary>
internal readonly ref struct InitChunk
{
    private const int FixedSize = 16;
    private const int ParameterHeader = 4;

    public required uint InitiateTag { get; init; }

    public required uint ReceiverWindow { get; init; }

    public required ushort OutboundStreams { get; init; }

    public required ushort InboundStreams { get; init; }

    public required uint InitialTsn { get; init; }

    public required Capabilities Capabilities { get; init; }

    /// <summary>State Cookie of INIT ACK; empty in INIT.</summary>
    public ReadOnlySpan<byte> Cookie { get; init; }

    /// <summary>Unknown parameters that ask to be reported, padded as they stood; empty if none.</summary>
    public ReadOnlySpan<byte> Unrecognized { get; init; }

    /// <summary>False if the chunk is shorter than its fixed part, or says what no endpoint may (tag 0, no streams).</summary>
    public static bool TryRead(Chunk chunk, Span<byte> unrecognizedBuffer, out InitChunk init)
    {
        init = default;
        var body = chunk.Body;
        if (body.Length < FixedSize)
            return false;
        var capabilities = Capabilities.None;
        ReadOnlySpan<byte> cookie = default;
        var unrecognized = 0;
        var reader = new ParameterReader(body[FixedSize..]);
        var goesOn = true;
        while (goesOn && reader.Read())
        {
            switch (reader.Type)
            {
                case ParameterType.StateCookie:
                    cookie = reader.Value;
                    break;
                case ParameterType.ForwardTsnSupported:
                    capabilities |= Capabilities.ForwardTsn;
                    break;
                case ParameterType.SupportedExtensions:
                    capabilities |= ReadExtensions(reader.Value);
                    break;
                case ParameterType.ZeroChecksumAcceptable:
                    if (reader.Value.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(reader.Value) == ErrorDetectionByDtls)
                        capabilities |= Capabilities.ZeroChecksum;
                    break;
                case ParameterType.IPv4Address or ParameterType.IPv6Address or ParameterType.SupportedAddressTypes
                    or ParameterType.CookiePreservative or ParameterType.UnrecognizedParameter:
                    break; // addresses mean nothing over DTLS (RFC 8261 §6.4)
                default:
                    unrecognized += Report(reader, unrecognizedBuffer[unrecognized..]);
                    goesOn = UnknownType.GoesOn(reader.Type);
                    break;
            }
        }

        init = new InitChunk
        {
            InitiateTag = BinaryPrimitives.ReadUInt32BigEndian(body),
            ReceiverWindow = BinaryPrimitives.ReadUInt32BigEndian(body[4..]),
            OutboundStreams = BinaryPrimitives.ReadUInt16BigEndian(body[8..]),
            InboundStreams = BinaryPrimitives.ReadUInt16BigEndian(body[10..]),
            InitialTsn = BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            Capabilities = capabilities,
            Cookie = cookie,
            Unrecognized = unrecognizedBuffer[..unrecognized],
        };
        return init.InitiateTag != 0 && init.OutboundStreams != 0 && init.InboundStreams != 0;
    }

    /// <summary>Adds the chunk to a packet.</summary>
    public void Write(PacketWriter packet, ChunkType type)
    {
        var extensions = Capabilities.Has(Capabilities.Interleaving) ? InterleavingExtensions : PlainExtensions;
        var zeroChecksum = Capabilities.Has(Capabilities.ZeroChecksum);
        var extensionsSize = Padding.Padded(ParameterHeader + extensions.Length);
        var size = FixedSize + ParameterHeader + extensionsSize + (zeroChecksum ? 8 : 0)
            + (Cookie.IsEmpty ? 0 : Padding.Padded(ParameterHeader + Cookie.Length));
        var reported = Unrecognized.Length <= packet.Remaining - size - Chunk.HeaderSize ? Unrecognized : default;

        var body = packet.Append(type, 0, size + reported.Length);
        BinaryPrimitives.WriteUInt32BigEndian(body, InitiateTag);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(body[8..], OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(body[10..], InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], InitialTsn);
        body = body[FixedSize..];
        body = WriteParameter(body, ParameterType.ForwardTsnSupported, default);
        body = WriteParameter(body, ParameterType.SupportedExtensions, extensions);
        if (zeroChecksum)
            body = WriteParameter(body, ParameterType.ZeroChecksumAcceptable, [0, 0, 0, ErrorDetectionByDtls]);
        if (!Cookie.IsEmpty)
            body = WriteParameter(body, ParameterType.StateCookie, Cookie);
        reported.CopyTo(body);
    }

    /// <summary>Error detection method identifier of DTLS (RFC 9653 §4).</summary>
    private const byte ErrorDetectionByDtls = 1;

    private static ReadOnlySpan<byte> PlainExtensions => [(byte)ChunkType.Reconfig, (byte)ChunkType.ForwardTsn];

    private static ReadOnlySpan<byte> InterleavingExtensions =>
        [(byte)ChunkType.Reconfig, (byte)ChunkType.ForwardTsn, (byte)ChunkType.IData, (byte)ChunkType.IForwardTsn];

    private static Capabilities ReadExtensions(ReadOnlySpan<byte> types)
    {
        var capabilities = Capabilities.None;
        if (types.Contains((byte)ChunkType.Reconfig))
            capabilities |= Capabilities.Reconfig;
        if (types.Contains((byte)ChunkType.ForwardTsn))
            capabilities |= Capabilities.ForwardTsn;
        // I-DATA without I-FORWARD-TSN would leave partial reliability without a chunk (RFC 8260 §2.2.1).
        if (types.Contains((byte)ChunkType.IData) && types.Contains((byte)ChunkType.IForwardTsn))
            capabilities |= Capabilities.Interleaving;
        return capabilities;
    }

    private static Span<byte> WriteParameter(Span<byte> destination, ushort type, ReadOnlySpan<byte> value)
    {
        var length = ParameterHeader + value.Length;
        BinaryPrimitives.WriteUInt16BigEndian(destination, type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)length);
        value.CopyTo(destination[ParameterHeader..]);
        destination[length..Padding.Padded(length)].Clear();
        return destination[Padding.Padded(length)..];
    }

    /// <summary>Wraps an unknown parameter into an Unrecognized Parameter, if it asks for that and there is room.</summary>
    private static int Report(ParameterReader reader, Span<byte> destination)
    {
        var size = ParameterHeader + Padding.Padded(reader.Whole.Length);
        if (!UnknownType.IsReported(reader.Type) || size > destination.Length)
            return 0;
        WriteParameter(destination, ParameterType.UnrecognizedParameter, reader.Whole);
        return size;
    }
}

/// <summary>What an endpoint offers in INIT or INIT ACK beyond the base protocol.</summary>
[Flags]
internal enum Capabilities : byte
{
    None = 0,

    /// <summary>FORWARD-TSN (RFC 3758).</summary>
    ForwardTsn = 1,

    /// <summary>RE-CONFIG (RFC 6525).</summary>
    Reconfig = 2,

    /// <summary>I-DATA and I-FORWARD-TSN (RFC 8260).</summary>
    Interleaving = 4,

    /// <summary>Accepts packets with checksum zero because DTLS protects them (RFC 9653).</summary>
    ZeroChecksum = 8,
}

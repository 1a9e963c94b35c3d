namespace PeerCall.Sctp;

/// <summary>The chunk types that are understood (RFC 9260 §3.2, RFC 3758, RFC 4820, RFC 6525, RFC 8260).</summary>
internal enum ChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Sack = 3,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,
    IData = 64,
    Reconfig = 130,
    Pad = 132,
    ForwardTsn = 192,
    IForwardTsn = 194,
}

/// <summary>Parameter types of INIT, INIT ACK and RE-CONFIG.</summary>
internal static class ParameterType
{
    public const ushort HeartbeatInfo = 1;
    public const ushort IPv4Address = 5;
    public const ushort IPv6Address = 6;
    public const ushort StateCookie = 7;
    public const ushort UnrecognizedParameter = 8;
    public const ushort CookiePreservative = 9;
    public const ushort SupportedAddressTypes = 12;
    public const ushort OutgoingSsnReset = 13;
    public const ushort IncomingSsnReset = 14;
    public const ushort SsnTsnReset = 15;
    public const ushort ReconfigResponse = 16;
    public const ushort AddOutgoingStreams = 17;
    public const ushort AddIncomingStreams = 18;
    public const ushort ZeroChecksumAcceptable = 0x8001;
    public const ushort SupportedExtensions = 0x8008;
    public const ushort ForwardTsnSupported = 0xC000;
}

/// <summary>What the two high bits of an unknown chunk or parameter type ask for (RFC 9260 §3.2, §3.2.1).</summary>
internal static class UnknownType
{
    /// <summary>Whether what follows is still to be processed.</summary>
    public static bool GoesOn(byte chunkType) => (chunkType & 0x80) != 0;

    /// <inheritdoc cref="GoesOn(byte)"/>
    public static bool GoesOn(ushort parameterType) => (parameterType & 0x8000) != 0;

    /// <summary>Whether the sender is to be told.</summary>
    public static bool IsReported(byte chunkType) => (chunkType & 0x40) != 0;

    /// <inheritdoc cref="IsReported(byte)"/>
    public static bool IsReported(ushort parameterType) => (parameterType & 0x4000) != 0;
}

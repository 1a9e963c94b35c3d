namespace PeerCall.Signaling;

/// <summary>The constants of protocol 1 (docs/protocol.md).</summary>
public static class ProtocolLimits
{
    /// <summary>The protocol's version.</summary>
    public const int Version = 1;

    /// <summary>The WebSocket subprotocol.</summary>
    public const string Subprotocol = "peercall.v1";

    /// <summary>The largest message in either direction. Bytes.</summary>
    public const int MaxMessageBytes = 65_536;

    /// <summary>How deep a message may be nested.</summary>
    public const int MaxDepth = 16;

    /// <summary>The longest chat text. UTF-16 code units, as browsers count.</summary>
    public const int MaxChatLength = 4_000;

    /// <summary>The longest name after cleaning. UTF-16 code units.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The longest room password. UTF-16 code units.</summary>
    public const int MaxPasswordLength = 128;

    /// <summary>The longest session token. Characters.</summary>
    public const int MaxTokenLength = 4_096;

    /// <summary>The longest name of a link. Bytes.</summary>
    public const int MaxLinkLength = 32;

    /// <summary>The largest <c>stats</c> of a report. Bytes.</summary>
    public const int MaxReportBytes = 4_096;

    /// <summary>A client confirms at the latest after so many messages.</summary>
    public const int ConfirmEvery = 64;

    /// <summary>Misunderstood messages after which a connection is closed.</summary>
    public const int MaxMisunderstood = 10;
}

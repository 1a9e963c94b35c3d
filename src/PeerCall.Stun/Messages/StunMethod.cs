namespace PeerCall.Stun;

/// <summary>Method of a message (RFC 8489 §18.2, RFC 8656 §17): 0x000 to 0xFFF.</summary>
public enum StunMethod
{
    /// <summary>Binding (RFC 8489 §3).</summary>
    Binding = 0x001,

    /// <summary>Allocate (RFC 8656 §7).</summary>
    Allocate = 0x003,

    /// <summary>Refresh (RFC 8656 §8).</summary>
    Refresh = 0x004,

    /// <summary>Send, indications only (RFC 8656 §11).</summary>
    Send = 0x006,

    /// <summary>Data, indications only (RFC 8656 §11).</summary>
    Data = 0x007,

    /// <summary>CreatePermission (RFC 8656 §10).</summary>
    CreatePermission = 0x008,

    /// <summary>ChannelBind (RFC 8656 §12).</summary>
    ChannelBind = 0x009,
}

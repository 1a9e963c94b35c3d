namespace PeerCall.Stun;

/// <summary>Why bytes are not a STUN message. None of these is answered (RFC 8489 §6.3).</summary>
public enum StunFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Less than a header.</summary>
    TooShort,

    /// <summary>The first two bits are not zero.</summary>
    NotStun,

    /// <summary>The length is no multiple of 4, or not that of the datagram.</summary>
    LengthMismatch,

    /// <summary>Not the magic cookie: a client of RFC 3489, or not STUN.</summary>
    WrongCookie,

    /// <summary>An attribute ends beyond the message.</summary>
    MalformedAttribute,

    /// <summary>FINGERPRINT is not the last attribute, or not 4 bytes long.</summary>
    MisplacedFingerprint,

    /// <summary>FINGERPRINT is not the message's CRC.</summary>
    WrongFingerprint,
}

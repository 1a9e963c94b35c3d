namespace PeerCall.Stun;

/// <summary>Value of ERROR-CODE (RFC 8489 §14.8): a number from 300 to 699 and a phrase for people.</summary>
/// <param name="Code">What programs look at.</param>
/// <param name="Reason">What people read; at most 127 characters are sent.</param>
public readonly record struct StunError(int Code, string Reason);

/// <summary>Value of ADDRESS-ERROR-CODE (RFC 8656 §18.12).</summary>
/// <param name="Family">See <see cref="StunAddressFamily"/>.</param>
/// <param name="Error">Why there is no address of that family.</param>
public readonly record struct AddressError(byte Family, StunError Error);

/// <summary>The errors that PeerCall sends or reacts to.</summary>
public static class StunErrors
{
    /// <summary>300: try the server in ALTERNATE-SERVER.</summary>
    public static readonly StunError TryAlternate = new(300, "Try Alternate");

    /// <summary>400: the request is malformed.</summary>
    public static readonly StunError BadRequest = new(400, "Bad Request");

    /// <summary>401: credentials are missing or wrong.</summary>
    public static readonly StunError Unauthenticated = new(401, "Unauthenticated");

    /// <summary>403: the peer address or the use is denied by policy.</summary>
    public static readonly StunError Forbidden = new(403, "Forbidden");

    /// <summary>420: the request has attributes that must be understood and are not.</summary>
    public static readonly StunError UnknownAttribute = new(420, "Unknown Attribute");

    /// <summary>437: there is no allocation on this five-tuple, or there is one already.</summary>
    public static readonly StunError AllocationMismatch = new(437, "Allocation Mismatch");

    /// <summary>438: the nonce is not valid any more; a new one comes with this.</summary>
    public static readonly StunError StaleNonce = new(438, "Stale Nonce");

    /// <summary>440: no addresses of this family here.</summary>
    public static readonly StunError AddressFamilyNotSupported = new(440, "Address Family not Supported");

    /// <summary>441: not the credentials that the allocation was made with.</summary>
    public static readonly StunError WrongCredentials = new(441, "Wrong Credentials");

    /// <summary>442: not UDP.</summary>
    public static readonly StunError UnsupportedTransportProtocol = new(442, "Unsupported Transport Protocol");

    /// <summary>443: the peer is not of the allocation's family.</summary>
    public static readonly StunError PeerAddressFamilyMismatch = new(443, "Peer Address Family Mismatch");

    /// <summary>486: the user has as many allocations as she may.</summary>
    public static readonly StunError AllocationQuotaReached = new(486, "Allocation Quota Reached");

    /// <summary>487: both ends have the same ICE role (RFC 8445 §7.3.1.1).</summary>
    public static readonly StunError RoleConflict = new(487, "Role Conflict");

    /// <summary>500: the server failed; the client may try again.</summary>
    public static readonly StunError ServerError = new(500, "Server Error");

    /// <summary>508: no ports, or the reservation is not there.</summary>
    public static readonly StunError InsufficientCapacity = new(508, "Insufficient Capacity");
}

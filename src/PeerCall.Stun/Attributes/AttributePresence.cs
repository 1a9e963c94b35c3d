namespace PeerCall.Stun;

/// <summary>What became of looking for an attribute.</summary>
public enum AttributePresence
{
    /// <summary>The message has none of this type.</summary>
    Absent,

    /// <summary>There is one, and its value cannot be read: a request with it is bad (400).</summary>
    Malformed,

    /// <summary>There is one, and it was read.</summary>
    Present,
}

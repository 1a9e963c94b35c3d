namespace PeerCall.Sctp;

/// <summary>How one message is to be delivered. The default is ordered and reliable.</summary>
public readonly record struct SendOptions
{
    /// <summary>Whether it may overtake, and be overtaken by, others of its stream.</summary>
    public bool IsUnordered { get; init; }

    /// <summary>How often a fragment is sent again at most before the message is given up (RFC 7496 §3.2); null: without limit.</summary>
    public int? MaxRetransmits { get; init; }

    /// <summary>How long after sending the message is given up (RFC 3758 §3.5); null: never.</summary>
    public TimeSpan? Lifetime { get; init; }
}

/// <summary>What became of a message that was to be sent.</summary>
public enum SendResult
{
    /// <summary>Queued; the bytes were copied.</summary>
    Accepted,

    /// <summary>
    /// Too much is queued (<see cref="SctpOptions.SendHighWatermark"/>); nothing was taken. <see cref="ISctpOutput.OnWritable"/> tells when to
    /// try again.
    /// </summary>
    WouldBlock,

    /// <summary>Longer than the peer accepts, or empty, which SCTP has no chunk for (RFC 9260 §3.3.1).</summary>
    TooLarge,

    /// <summary>The stream is being reset or the association has ended.</summary>
    Closed,
}

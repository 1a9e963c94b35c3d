namespace PeerCall.Ice;

/// <summary>Settings of an agent. The defaults are those of the RFCs unless said otherwise.</summary>
public sealed record IceAgentOptions
{
    /// <summary>The role to begin with: the offerer controls (RFC 8445 §6.1.1). Default controlled.</summary>
    public IceRole Role { get; init; }

    /// <summary>Parameters of the first generation; null (default) makes them.</summary>
    public IceParameters? Parameters { get; init; }

    /// <summary>Spaces the checks; agents of one process may share one. Null (default) makes one with 50 ms for this agent.</summary>
    public CheckPacer? Pacer { get; init; }

    /// <summary>Pairs in a check list at most, 1 to 1,000; the best are kept. Default 100 (RFC 8445 §6.1.2.5).</summary>
    public int MaxPairs { get; init; } = 100;

    /// <summary>Least retransmission timeout of a check. Default 500 ms (RFC 8445 §14.3).</summary>
    public TimeSpan MinRetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Requests per check, 1 to 7. Default 7 (RFC 8489 §6.2.1).</summary>
    public int MaxRequests { get; init; } = 7;

    /// <summary>How long an agent does not fail although no pair works: the other end may still show up. Default 39.5 s (RFC 8863 §4).</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(39.5);

    /// <summary>
    /// How long a direct pair that works waits for a better one to be decided before it is nominated; a pair of host candidates does not
    /// wait. Default 50 ms. The pair carries data meanwhile.
    /// </summary>
    public TimeSpan DirectNominationDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The same for a pair that is relayed, or may be because signaling has not named its remote end yet. Default 500 ms.</summary>
    public TimeSpan RelayedNominationDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Mean time between consent checks, randomised by 0.8 to 1.2. Default 5 s (RFC 7675 §5.1).</summary>
    public TimeSpan ConsentInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time to the next check after one that was not answered, or twice the round-trip time if that is longer. Default 1 s. Two unanswered
    /// ones make the agent <see cref="IceConnectionState.Disconnected"/>.
    /// </summary>
    public TimeSpan ConsentProbeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long consent lasts without an answer. Default 30 s (RFC 7675 §5.1).</summary>
    public TimeSpan ConsentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void Validate()
    {
        Require(MaxPairs is >= 1 and <= 1000, nameof(MaxPairs), "1 to 1,000");
        Require(MaxRequests is >= 1 and <= 7, nameof(MaxRequests), "1 to 7");
        Require(MinRetransmissionTimeout > TimeSpan.Zero, nameof(MinRetransmissionTimeout), "more than nothing");
        Require(Patience >= TimeSpan.Zero, nameof(Patience), "no negative time");
        Require(DirectNominationDelay >= TimeSpan.Zero, nameof(DirectNominationDelay), "no negative time");
        Require(RelayedNominationDelay >= TimeSpan.Zero, nameof(RelayedNominationDelay), "no negative time");
        Require(ConsentInterval > TimeSpan.Zero, nameof(ConsentInterval), "more than nothing");
        Require(ConsentProbeInterval > TimeSpan.Zero, nameof(ConsentProbeInterval), "more than nothing");
        Require(ConsentTimeout > ConsentInterval, nameof(ConsentTimeout), "more than the interval");
        Require(Parameters is not { IsValid: false }, nameof(Parameters), "what RFC 8839 §5.4 asks for");
    }

    private static void Require(bool isMet, string option, string expected)
    {
        if (!isMet)
            throw new ArgumentException($"{option} has to be {expected}.", nameof(option));
    }
}

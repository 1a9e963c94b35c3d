namespace PeerCall.Ice;

/// <summary>
/// Consent to send on the pair in use (RFC 7675 §5.1). A check leaves every 5 s, randomised; its answer renews consent for 30 s. After an
/// unanswered one the next follows in a second, so that trouble is seen, and is seen to be over, sooner than the RFC's pace would show it; so it does when data is sent and nothing comes back.
/// </summary>
internal sealed class ConsentFreshness(IceAgentOptions options, IIceRandom random)
{
    private bool _isAwaited;

    /// <summary>The pair it is about.</summary>
    public CandidatePair? Pair { get; private set; }

    /// <summary>Checks without an answer since the last one that had one.</summary>
    public int Missed { get; private set; }

    /// <summary>When consent ends.</summary>
    public TimeSpan ExpiresAt { get; private set; }

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan ProbeInterval
    {
        get
        {
            var roundTrip = Pair?.Counters.CurrentRoundTripTime ?? TimeSpan.Zero;
            return 2 * roundTrip > options.ConsentProbeInterval ? 2 * roundTrip : options.ConsentProbeInterval;
        }
    }

    /// <summary>When the next check is due.</summary>
    public TimeSpan NextCheckAt { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to say.</summary>
    public TimeSpan Deadline => Pair is null ? TimeSpan.MaxValue : Min(NextCheckAt, ExpiresAt);

    /// <summary>Begins with a pair that has just been answered, or was at <see cref="CandidatePair.LastResponseAt"/>.</summary>
    public void Start(CandidatePair pair)
    {
        Pair = pair;
        Renew(pair.LastResponseAt);
    }

    public void Stop() => Pair = null;

    /// <summary>An answer came.</summary>
    public void Renew(TimeSpan now)
    {
        Missed = 0;
        _isAwaited = false;
        ExpiresAt = now + options.ConsentTimeout;
        NextCheckAt = now + (options.ConsentInterval * (0.8 + (0.4 * random.NextFraction())));
    }

    /// <summary>Something suggests that the path changed: ask now.</summary>
    public void Suspect(TimeSpan now) => NextCheckAt = Min(NextCheckAt, _isAwaited ? NextCheckAt : now);

    /// <summary>The other end is silent although it was sent data: that counts as an unanswered check, unless one is under way.</summary>
    /// <returns>Whether the next check is due by that.</returns>
    public bool Silent(TimeSpan now)
    {
        if (Pair is null || _isAwaited || Missed > 0)
            return false;
        Missed = 1;
        NextCheckAt = now;
        return true;
    }

    /// <summary>What is due now.</summary>
    public ConsentStep Advance(TimeSpan now)
    {
        if (Pair is null)
            return ConsentStep.None;
        if (now >= ExpiresAt)
            return ConsentStep.Lost;
        if (now < NextCheckAt)
            return ConsentStep.None;
        if (_isAwaited)
            Missed++;
        _isAwaited = true;
        NextCheckAt = now + ProbeInterval;
        return ConsentStep.SendCheck;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

/// <summary>See <see cref="ConsentFreshness.Advance"/>.</summary>
internal enum ConsentStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Send a check.</summary>
    SendCheck,

    /// <summary>Nothing may be sent any more.</summary>
    Lost,
}

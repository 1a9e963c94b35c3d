namespace PeerCall.Sctp;

/// <summary>RTO, from measured round trips and from timeouts (RFC 9260 §6.3).</summary>
internal sealed class RetransmissionTimeout(SctpOptions options)
{
    private TimeSpan _variation;

    public TimeSpan? Smoothed { get; private set; }

    public TimeSpan Current { get; private set; } = options.InitialRetransmissionTimeout;

    /// <summary>A round trip was measured (RFC 9260 §6.3.1 C2, C3).</summary>
    public void Sample(TimeSpan roundTrip)
    {
        if (Smoothed is not { } smoothed)
        {
            Smoothed = roundTrip;
            _variation = roundTrip / 2;
        }
        else
        {
            _variation = (_variation * 0.75) + ((smoothed - roundTrip).Duration() * 0.25);
            Smoothed = (smoothed * 0.875) + (roundTrip * 0.125);
        }

        Current = Clamp(Smoothed.Value + (_variation * 4));
    }

    /// <summary>A timer ran out (RFC 9260 §6.3.3 E2).</summary>
    public void BackOff() => Current = Clamp(Current * 2);

    /// <summary>
    /// New data was acknowledged: the back-off ends, as in RFC 6298 §5.7 and unlike RFC 9260, which keeps it until an unambiguous sample;
    /// after an outage that would be one more timeout of seconds for every further loss.
    /// </summary>
    public void EndBackOff()
    {
        if (Smoothed is { } smoothed)
            Current = Clamp(smoothed + (_variation * 4));
    }

    private TimeSpan Clamp(TimeSpan value) =>
        value < options.MinRetransmissionTimeout ? options.MinRetransmissionTimeout
        : value > options.MaxRetransmissionTimeout ? options.MaxRetransmissionTimeout
        : value;
}

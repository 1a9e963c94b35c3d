namespace PeerCall.Benchmarks.Load;

/// <summary>A closed loop: every participant keeps a number of signals in flight, so the server is never without work. What one turn of the
/// loop sends on a connection goes out in one write: with a write for each message the generator would be the one that is saturated.</summary>
internal sealed class WindowedTraffic(SignalBody body, int window) : ITraffic
{
    private bool _stopped;

    /// <summary>Signals that have arrived.</summary>
    public long Count { get; private set; }

    /// <summary>Fills every window.</summary>
    public void Start(Pairs pairs)
    {
        pairs.Carry(this);
        foreach (var participant in pairs.Participants)
        {
            for (var i = 0; i < window; i++)
                participant.Signal(body, 0, atOnce: false);
        }
    }

    /// <summary>Lets the windows run empty and waits for the last arrival.</summary>
    public void Stop(Pairs pairs)
    {
        _stopped = true;
        pairs.Drain();
    }

    /// <inheritdoc/>
    public SignalBody BodyOf(uint number) => body;

    /// <inheritdoc/>
    public void Arrived(Participant receiver, in Stamp stamp)
    {
        Count++;
        if (!_stopped)
            receiver.Partner.Signal(body, 0, atOnce: false);
    }
}

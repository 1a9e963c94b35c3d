using System.Diagnostics;

namespace PeerCall.Benchmarks.Load;

/// <summary>
/// An open loop: signals fall due at a fixed rate whatever the server does, one pair after the other. A latency counts from when the signal
/// was due, so that a stall is charged to every signal that fell into it and not only to the one that met it.
/// </summary>
internal sealed class PacedTraffic : ITraffic
{
    private readonly SignalBody _body;
    private readonly int _perSecond;
    private readonly long[] _latencies;
    private readonly long[] _lateness;
    private int _arrived;

    /// <summary>Plans the signals.</summary>
    /// <param name="body">What is sent.</param>
    /// <param name="perSecond">Signals per second over all pairs.</param>
    /// <param name="time">How long.</param>
    public PacedTraffic(SignalBody body, int perSecond, TimeSpan time)
    {
        _body = body;
        _perSecond = perSecond;
        Count = (int)(perSecond * time.TotalSeconds);
        _latencies = new long[Count];
        _lateness = new long[Count];
    }

    /// <summary>Signals in all.</summary>
    public int Count { get; }

    /// <summary>Due to arrived.</summary>
    public Latencies Latencies => new(_latencies.AsSpan(0, _arrived));

    /// <summary>Due to sent: the part of each latency that is the generator's own.</summary>
    public Latencies Lateness => new(_lateness);

    /// <summary>Sends everything, spinning, and waits for the last arrival.</summary>
    public void Run(Pairs pairs)
    {
        pairs.Carry(this);
        var participants = pairs.Participants;
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < Count;)
        {
            var due = start + (long)((double)next / _perSecond * Stopwatch.Frequency);
            var now = Stopwatch.GetTimestamp();
            if (now >= due)
            {
                // First one direction through all pairs, then the other.
                var step = next % participants.Count;
                var pair = step % (participants.Count / 2);
                participants[(pair * 2) + (step * 2 / participants.Count)].Signal(_body, due, atOnce: true);
                _lateness[next++] = now - due;
            }

            pairs.Loop.Turn(0);
        }

        pairs.Drain();
    }

    /// <inheritdoc/>
    public SignalBody BodyOf(uint number) => _body;

    /// <inheritdoc/>
    public void Arrived(Participant receiver, in Stamp stamp) => _latencies[_arrived++] = Stopwatch.GetTimestamp() - stamp.Due;
}

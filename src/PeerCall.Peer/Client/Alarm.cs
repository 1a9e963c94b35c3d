using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Peer.Client;

/// <summary>One deadline of a participant; setting it again replaces what was set. It rings in a turn, and never after it was cancelled. Used within turns.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Cancelling it disposes of the timer, and whoever ends cancels.")]
internal sealed class Alarm(TimeProvider clock, Turns turns)
{
    private ITimer? _timer;
    private Action? _ring;
    private int _version;

    /// <summary>Whether it is set.</summary>
    public bool IsSet => _ring is not null;

    /// <summary>Has <paramref name="ring"/> done after this time; at the next turn if it is zero or less.</summary>
    public void Set(TimeSpan after, Action ring)
    {
        Cancel();
        _ring = ring;
        var version = _version;
        _timer = clock.CreateTimer(_ => turns.Post(() => Ring(version)), null, after > TimeSpan.Zero ? after : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It does not ring.</summary>
    public void Cancel()
    {
        _version++;
        _ring = null;
        _timer?.Dispose();
        _timer = null;
    }

    private void Ring(int version)
    {
        if (version != _version || _ring is not { } ring)
            return;
        Cancel();
        ring();
    }
}

using System.Collections.Concurrent;
using PeerCall.Server.Rooms;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Sessions;

/// <summary>
/// Passes reports of links on in groups: every <see cref="Delay"/> those that have come meanwhile. One by one each would wake threads of its own (docs/performance.md has what that costs), and nobody
/// waits for one. No timer runs while there are none.
/// </summary>
internal sealed class ReportPost : IDisposable
{
    /// <summary>The longest delay. docs/protocol.md, section 6, promises it.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly ITimer _timer;
    private readonly ConcurrentQueue<(RoomPeer From, RoomPeer To, LinkReport Stats)> _waiting = new();
    private int _isRunning;

    /// <summary>Begins without any.</summary>
    public ReportPost(TimeProvider time) =>
        _timer = time.CreateTimer(static self => ((ReportPost)self!).Deliver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Passes one on, unless one of the two has left until then.</summary>
    public void Add(RoomPeer from, RoomPeer to, LinkReport stats)
    {
        _waiting.Enqueue((from, to, stats));
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Deliver()
    {
        // First, so that one that comes now begins the next group; those are not waited for here.
        Interlocked.Exchange(ref _isRunning, 0);
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var next); left--)
        {
            if (next.From.Present && next.To.Present)
                next.To.Member.DeliverVolatile(OutgoingMessage.Create(new ReportFrom { From = next.From.Id, Stats = next.Stats }));
        }
    }
}

namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>One receiver's place in a hub: what waits for it, how far behind it is, and whether it holds senders back. Under the hub's lock.</summary>
internal sealed class HubReceiver(IHubOutput output)
{
    private readonly Queue<HubFrame> _queue = new();
    private HubFrame? _sending;
    private TimeSpan _progressAt;
    private TimeSpan? _aboveSince;

    /// <summary>What waits, in bytes with <see cref="HubLimits.Overhead"/>.</summary>
    public int Waiting { get; private set; }

    /// <summary>Whether it has lost its channel.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>Gives it a message: sent at once where there is room and nothing waits before it.</summary>
    public void Offer(in HubFrame frame, TimeSpan now)
    {
        if (IsBehind)
            return;
        if (_sending is null && _queue.Count == 0)
        {
            if (output.TrySend(in frame))
                return;
            _progressAt = now;
        }
        if (Waiting + frame.Charge > HubLimits.MaxQueue)
        {
            IsBehind = true;
            Clear();
            output.Behind();
            return;
        }
        _queue.Enqueue(frame);
        Waiting += frame.Charge;
        if (Waiting > HubLimits.HighWater)
            _aboveSince ??= now;
        if (_sending is null)
            output.Wake();
    }

    /// <summary>Takes the next message to send; <see cref="Sent"/> follows before the one after it.</summary>
    public bool TryTake(out HubFrame frame)
    {
        if (_sending is not null || !_queue.TryDequeue(out frame))
        {
            frame = default;
            return false;
        }
        _sending = frame;
        return true;
    }

    /// <summary>The message was taken by the connection.</summary>
    public void Sent(TimeSpan now)
    {
        if (_sending is not { } frame)
            return;
        _sending = null;
        _progressAt = now;
        Waiting -= frame.Charge;
        if (Waiting <= HubLimits.LowWater)
            _aboveSince = null;
    }

    /// <summary>Until when it holds senders back if it takes nothing until then; null if it does not.</summary>
    public TimeSpan? HoldsUntil(TimeSpan now)
    {
        if (_aboveSince is not { } since)
            return null;
        var stalled = _progressAt + HubLimits.StallTime;
        var slow = since + HubLimits.HoldTime;
        var until = stalled < slow ? stalled : slow;
        return until > now ? until : null;
    }

    private void Clear()
    {
        _queue.Clear();
        _queue.TrimExcess();
        _sending = null;
        _aboveSince = null;
        Waiting = 0;
    }
}

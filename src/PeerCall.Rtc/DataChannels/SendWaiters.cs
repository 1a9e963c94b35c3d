using System.Threading.Channels;

namespace PeerCall.Rtc.DataChannels;

/// <summary>Those who wait for room in the send queue, which all channels share: first come, first served. Under the gate.</summary>
internal sealed class SendWaiters
{
    private SendWaiter? _first;
    private SendWaiter? _last;

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty
    {
        get
        {
            while (_first is { IsDone: true })
                RemoveFirst();
            return _first is null;
        }
    }

    /// <summary>The one who waits longest. Only after <see cref="IsEmpty"/> said no.</summary>
    public SendWaiter First => _first!;

    /// <summary>Adds one at the end.</summary>
    public void Add(SendWaiter waiter)
    {
        if (_last is null)
            _first = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
    }

    /// <summary>Takes the first out.</summary>
    public SendWaiter RemoveFirst()
    {
        var first = _first!;
        _first = first.Next;
        if (_first is null)
            _last = null;
        first.Next = null;
        return first;
    }

    /// <summary>A channel is closed: what waits for it never goes.</summary>
    public void Close(DataChannel channel)
    {
        var waiter = _first;
        (_first, _last) = (null, null);
        while (waiter is not null)
        {
            var next = waiter.Next;
            waiter.Next = null;
            if (waiter.Channel == channel)
                waiter.Complete(new ChannelClosedException("The channel was closed before the message was queued."));
            else if (!waiter.IsDone)
                Add(waiter);
            waiter = next;
        }
    }
}

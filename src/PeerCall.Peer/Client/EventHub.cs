using System.Threading.Channels;

namespace PeerCall.Peer.Client;

/// <summary>Gives every event to everybody who listens. One who does not keep up loses its subscription, and nobody else notices.</summary>
internal sealed class EventHub
{
    /// <summary>More than a room says in a minute.</summary>
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private Channel<PeerCallEvent>[] _listeners = [];
    private bool _isOver;

    /// <summary>All events from now on; it ends with the participant.</summary>
    public IAsyncEnumerable<PeerCallEvent> Subscribe(CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<PeerCallEvent>(new BoundedChannelOptions(Most) { SingleReader = true });
        lock (_gate)
        {
            if (_isOver)
                channel.Writer.Complete();
            else
                _listeners = [.. _listeners, channel];
        }
        return ReadAsync(channel, cancellation);
    }

    public void Publish(PeerCallEvent what)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            if (!listener.Writer.TryWrite(what))
            {
                listener.Writer.TryComplete(new InvalidOperationException($"{Most} events were not read: read them as they come, or end the enumeration."));
                Remove(listener);
            }
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var listener in _listeners)
                listener.Writer.TryComplete();
            _listeners = [];
        }
    }

    private async IAsyncEnumerable<PeerCallEvent> ReadAsync(
        Channel<PeerCallEvent> channel, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (var what in channel.Reader.ReadAllAsync(cancellation))
                yield return what;
        }
        finally
        {
            Remove(channel);
        }
    }

    private void Remove(Channel<PeerCallEvent> listener)
    {
        lock (_gate)
            _listeners = Array.FindAll(_listeners, other => other != listener);
    }
}

using PeerCall.Peer.Client;

namespace PeerCall.Peer.Sessions;

/// <summary>Sends a ping at an interval and tells when no pong came in time (docs/protocol.md, section 2.5).</summary>
internal sealed class Heartbeat(TimeProvider clock, Turns turns, Action ping, Action dead)
{
    private readonly Alarm _next = new(clock, turns);
    private readonly Alarm _deadline = new(clock, turns);
    private TimeSpan _interval = TimeSpan.FromSeconds(25);
    private TimeSpan _timeout = TimeSpan.FromSeconds(5);

    public void Start(TimeSpan interval, TimeSpan timeout)
    {
        Stop();
        (_interval, _timeout) = (interval, timeout);
        _next.Set(_interval, Probe);
    }

    /// <summary>Asks now, for instance because the network has changed. A question that is still open is not asked twice.</summary>
    public void Probe()
    {
        if (_deadline.IsSet)
            return;
        _next.Cancel();
        _deadline.Set(_timeout, () =>
        {
            Stop();
            dead();
        });
        ping();
    }

    public void Pong()
    {
        if (!_deadline.IsSet)
            return;
        _deadline.Cancel();
        _next.Set(_interval, Probe);
    }

    public void Stop()
    {
        _next.Cancel();
        _deadline.Cancel();
    }
}

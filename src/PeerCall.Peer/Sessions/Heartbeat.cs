using PeerCall.Peer.Client;

namespace PeerCall.Peer.Sessions;

/// <summary>Sends a ping at an interval and tells when no pong came in time (docs/protocol.md, section 2.5).</summary>
internal sealed class Heartbeat(TimeProvider clock, Turns turns, Action ping, Action dead)
{
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromMilliseconds(750);

    private readonly Alarm _next = new(clock, turns);
    private readonly Alarm _deadline = new(clock, turns);
    private TimeSpan _interval = TimeSpan.FromSeconds(25);
    private TimeSpan _timeout = TimeSpan.FromSeconds(5);
    private bool _isHurried;

    public void Start(TimeSpan interval, TimeSpan timeout)
    {
        Stop();
        (_interval, _timeout) = (interval, timeout);
        _next.Set(_interval, Probe);
    }

    /// <summary>Asks now. A question that is still open is not asked twice.</summary>
    public void Probe()
    {
        if (!_deadline.IsSet)
            Ask(_timeout);
    }

    /// <summary>
    /// Asks now because the network has changed: mostly the connection went with its address, and whoever waits for an offer of this end waits for its loss to be noticed. One that
    /// is only slow costs a new connection, on which the session goes on. An answer that is awaited has less time from now on.
    /// </summary>
    public void ProbeAfterChange()
    {
        if (_isHurried)
            return;
        _isHurried = true;
        var timeout = ChangeTimeout < _timeout ? ChangeTimeout : _timeout;
        if (_deadline.IsSet)
            Await(timeout);
        else
            Ask(timeout);
    }

    public void Pong()
    {
        if (!_deadline.IsSet)
            return;
        _deadline.Cancel();
        _isHurried = false;
        _next.Set(_interval, Probe);
    }

    public void Stop()
    {
        _next.Cancel();
        _deadline.Cancel();
        _isHurried = false;
    }

    private void Ask(TimeSpan timeout)
    {
        _next.Cancel();
        Await(timeout);
        ping();
    }

    private void Await(TimeSpan timeout) => _deadline.Set(timeout, () =>
    {
        Stop();
        dead();
    });
}

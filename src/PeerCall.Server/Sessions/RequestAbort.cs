namespace PeerCall.Server.Sessions;

/// <summary>
/// Drops the connection under a request, as long as the request lasts: afterwards the web server may already use the same object for another one.
/// </summary>
/// <param name="abort">Drops it.</param>
internal sealed class RequestAbort(Action abort) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _over;

    public void Abort()
    {
        lock (_gate)
        {
            if (!_over)
            {
                abort();
            }
        }
    }

    /// <summary>Aborts after a while, if the request is not over by then.</summary>
    public async Task AbortAfterAsync(TimeSpan time)
    {
        await Task.Delay(time);
        Abort();
    }

    /// <summary>The request is over.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
        }
    }
}

using PeerCall.Rtc.Interop.Linking;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Foreign;

/// <summary>A program with foreign peers in it: as many connections as are asked for.</summary>
internal abstract class ForeignProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private PeerLink? _link;

    /// <summary>What it is.</summary>
    public abstract PeerKind Kind { get; }

    /// <summary>What it wrote.</summary>
    public abstract string Output { get; }

    /// <summary>Makes a connection in it.</summary>
    public Task<ForeignPeer> Connect(PeerSettings? settings = null) => ForeignPeer.Create(_link!, Kind, settings ?? PeerSettings.Default);

    /// <summary>Ends it without warning: no farewell reaches anybody.</summary>
    public abstract Task Kill();

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
            await _link.DisposeAsync();
        await End();
    }

    /// <summary>Starts it and waits until it takes requests.</summary>
    protected async Task StartProgram()
    {
        using var deadline = new CancellationTokenSource(StartTimeout);
        try
        {
            _link = new PeerLink(await Open(deadline.Token));
            await _link.Ready.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException late)
        {
            var output = Output;
            await DisposeAsync();
            throw new TimeoutException($"{Kind} was not ready within {StartTimeout.TotalSeconds:0} s. It wrote:\n{output}", late);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process; its wire.</summary>
    protected abstract Task<IPeerWire> Open(CancellationToken cancellation);

    /// <summary>Ends the process, and everything it started.</summary>
    protected abstract Task End();
}

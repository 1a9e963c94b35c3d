using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>One machine on one path: turns the machine's events into tasks and callbacks.</summary>
internal sealed class TurnSession : ITurnClientOutput, IAsyncDisposable
{
    private readonly TurnConnectOptions _options;
    private readonly ClientPath _path;
    private readonly TurnClient _client;
    private readonly TaskCompletionSource<TurnFailure?> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TurnFailure?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<TransportAddress, TaskCompletionSource<TurnFailure?>> _permissions = [];
    private TaskCompletionSource<bool>? _verification;
    private int _disposed;

    /// <summary>Owns the path from here on.</summary>
    public TurnSession(TurnConnectOptions options, ClientPath path, bool reliable)
    {
        _options = options;
        _path = path;
        _client = new TurnClient(
            new TurnClientOptions
            {
                Credentials = options.Credentials,
                Reliable = reliable,
                RelayedFamily = options.RelayedFamily,
                Lifetime = options.Lifetime,
            },
            this);
    }

    /// <summary>What the server gave, once <see cref="Allocate"/> has succeeded.</summary>
    public TurnAllocation? Allocation { get; private set; }

    /// <summary>Ends when the allocation has: with why, or with null if it was released.</summary>
    public Task<TurnFailure?> Ended => _ended.Task;

    /// <summary>Makes the allocation.</summary>
    /// <returns>Null, or why there is none.</returns>
    public Task<TurnFailure?> Allocate(CancellationToken cancellation)
    {
        _path.Start(_client);
        _path.Run(0, static (client, _, now) => client.Start(now));
        return _allocated.Task.WaitAsync(cancellation);
    }

    /// <summary>Why <see cref="Allocate"/> has not ended.</summary>
    public TurnFailure WhyNoAllocation()
    {
        TurnFailure? why = null;
        _path.Run(0, (client, _, _) => why = client.WhyNoAllocation());
        return why!;
    }

    public TurnSendResult Send(in TransportAddress peer, ReadOnlySpan<byte> data) => _path.Send(peer, data);

    public Task<TurnFailure?> CreatePermission(TransportAddress peer, CancellationToken cancellation)
    {
        Task<TurnFailure?> answer = Ended;
        _path.Run(this, (client, session, now) =>
        {
            if (client.Allocation is not null)
                answer = session.Ask(client, peer, now);
        });
        return answer.WaitAsync(cancellation);
    }

    public void Forget(TransportAddress peer) => _path.Run(peer, static (client, peer, now) => client.Forget(peer, now));

    /// <summary>Whether the server still has the allocation; if not, <see cref="Ended"/> ends.</summary>
    public Task<bool> Verify(TimeSpan patience)
    {
        var answer = Task.FromResult(false);
        _path.Run(this, (client, session, now) =>
        {
            if (client.Allocation is null)
                return;
            session._verification ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = session._verification.Task;
            client.Verify(patience, now);
        });
        return answer;
    }

    public void UpdateCredentials(TurnCredentials credentials) =>
        _path.Run(credentials, static (client, credentials, _) => client.UpdateCredentials(credentials));

    /// <summary>Releases the allocation, waits a while for the server to say so, and closes the path.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _path.Run(0, static (client, _, now) => client.Close(now));
        await Task.WhenAny(_ended.Task, Task.Delay(_options.ReleaseTimeout, _options.Clock));
        await _path.DisposeAsync();
        _allocated.TrySetCanceled();
        End(failure: null);
    }

    void ITurnClientOutput.Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => _path.Transmit(header, payload);

    void ITurnClientOutput.Allocated(TurnAllocation allocation)
    {
        Allocation = allocation;
        _allocated.TrySetResult(null);
    }

    void ITurnClientOutput.Data(in TransportAddress peer, ReadOnlySpan<byte> data) => _options.OnData?.Invoke(peer, data);

    void ITurnClientOutput.PermissionGranted(in TransportAddress peer)
    {
        if (_permissions.Remove(peer, out var waiting))
            waiting.SetResult(null);
    }

    void ITurnClientOutput.PermissionRefused(in TransportAddress peer, TurnFailure failure)
    {
        if (_permissions.Remove(peer, out var waiting))
            waiting.SetResult(failure);
        _options.OnPermissionRefused?.Invoke(peer, failure);
    }

    void ITurnClientOutput.Refreshed()
    {
        _verification?.TrySetResult(true);
        _verification = null;
    }

    void ITurnClientOutput.RefreshRefused(TurnFailure failure) => _options.OnRefreshRefused?.Invoke(failure);

    void ITurnClientOutput.Failed(TurnFailure failure)
    {
        _allocated.TrySetResult(failure);
        End(failure);
    }

    void ITurnClientOutput.Closed() => End(failure: null);

    private Task<TurnFailure?> Ask(TurnClient client, TransportAddress peer, TimeSpan now)
    {
        var key = peer.WithPort(0);
        if (_permissions.TryGetValue(key, out var asked))
            return asked.Task;
        var answer = new TaskCompletionSource<TurnFailure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _permissions.Add(key, answer);
        if (client.CreatePermission(peer, now))
        {
            _permissions.Remove(key);
            answer.SetResult(null);
        }
        return answer.Task;
    }

    private void End(TurnFailure? failure)
    {
        if (!_ended.TrySetResult(failure))
            return;
        _verification?.TrySetResult(false);
        var lost = failure ?? new TurnFailure(TurnStage.CreatePermission, TurnFailureReason.ConnectionLost, 0, "The allocation was released.");
        foreach (var waiting in _permissions.Values)
            waiting.TrySetResult(lost);
        _permissions.Clear();
    }
}

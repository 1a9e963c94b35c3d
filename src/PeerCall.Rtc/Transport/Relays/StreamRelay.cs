using PeerCall.Stun;
using PeerCall.Turn.Client;
using PeerCall.Turn.Client.Hosting;

namespace PeerCall.Rtc.Transport.Relays;

/// <summary>
/// A relay over TCP or TLS: a connection with a gate and threads of its own. Sending goes from the loop's gate into the connection's, never the
/// other way round: what arrives waits in a <see cref="RelayInbox"/> for a thread of the pool.
/// </summary>
internal sealed class StreamRelay : Relay, IThreadPoolWorkItem
{
    // Then others have the gate.
    private const int DatagramsInARow = 64;

    private readonly RelayPlace _place;
    private readonly IRelayOwner _owner;
    private readonly RelayInbox _inbox = new();
    private readonly CancellationTokenSource _end = new();
    private TurnCredentials _credentials;
    private TurnClientConnection? _connection;
    private Task _running = Task.CompletedTask;
    private bool _isReleased;

    /// <summary>Makes one; <see cref="Relay.Start"/> begins.</summary>
    public StreamRelay(int id, RelayRequest request, RelayPlace place, IRelayOwner owner)
        : base(id, request)
    {
        _place = place;
        _owner = owner;
        _credentials = request.Credentials;
    }

    /// <inheritdoc/>
    public override void Start(TimeSpan now) => _running = Task.Run(Run);

    /// <inheritdoc/>
    public override void Send(in TransportAddress destination, ReadOnlySpan<byte> data, TimeSpan now) => _connection?.Send(in destination, data);

    /// <inheritdoc/>
    public override void Verify(TimeSpan now)
    {
        if (_connection is not { } connection || IsInDoubt)
            return;
        IsInDoubt = true;
        _ = VerifyAsync(connection);
    }

    /// <inheritdoc/>
    public override void UpdateCredentials(TurnCredentials credentials)
    {
        _credentials = credentials;
        _connection?.UpdateCredentials(credentials);
    }

    /// <inheritdoc/>
    public override void Release(TimeSpan now) => _isReleased = true;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_connection is { } connection)
            await connection.DisposeAsync();
        await _running;
        _end.Dispose();
    }

    /// <summary>Takes what has arrived.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        using (_place.Loop.Enter())
        {
            for (var count = 0; count < DatagramsInARow; count++)
            {
                if (!_inbox.TryTake(out var entry))
                    return;
                if (!_isReleased)
                    Hand(in entry);
                RelayInbox.Return(in entry);
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Hand(in RelayInbox.Entry entry)
    {
        try
        {
            _owner.OnDatagram(Id, entry.Peer, entry.Data, _place.Loop.Now);
        }
#pragma warning disable CA1031 // As on the loop: one bad datagram must not end the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _place.Loop.Report(fault);
        }
    }

    private async Task Run()
    {
        var used = _credentials;
        var result = await Connect(used);
        if (result.Connection is { } connection)
        {
            if (!Adopt(connection, used))
            {
                await connection.DisposeAsync();
                return;
            }
            if (await connection.Ended is not { } lost)
                return;
            End(lost);
            await connection.DisposeAsync();
        }
        else
        {
            End(result.Failure!);
        }
    }

    private async Task<TurnConnectResult> Connect(TurnCredentials credentials)
    {
        var options = new TurnConnectOptions
        {
            Credentials = credentials,
            OnData = OnData,
            RelayedFamily = Request.Family,
            AttemptTimeout = _place.AttemptTimeout / Request.Addresses.Length,
            ReleaseTimeout = TimeSpan.FromSeconds(1),
            ServerCertificateValidation = _place.ServerCertificateValidation,
            Resolve = (_, _) => Task.FromResult(Request.Addresses),
            Clock = _place.Clock,
        };
        try
        {
            return await TurnClientConnection.ConnectAsync(Request.Uri, options, _end.Token);
        }
        catch (OperationCanceledException)
        {
            return new TurnConnectResult(null, new TurnFailure(TurnStage.Connect, TurnFailureReason.TimedOut, 0, "Given up."));
        }
    }

    private bool Adopt(TurnClientConnection connection, TurnCredentials used)
    {
        using (_place.Loop.Enter())
        {
            if (_isReleased)
                return false;
            _connection = connection;
            Allocation = connection.Allocation;
            if (!_credentials.Equals(used))
                connection.UpdateCredentials(_credentials);
            _owner.OnRelayAllocated(this, connection.Allocation, _place.Loop.Now);
            return true;
        }
    }

    private async Task VerifyAsync(TurnClientConnection connection)
    {
        // If not, the connection has ended, and that is told elsewhere.
        if (!await connection.VerifyAsync(VerificationTime).ConfigureAwait(ConfigureAwaitOptions.ForceYielding))
            return;
        using (_place.Loop.Enter())
        {
            IsInDoubt = false;
            if (!_isReleased)
                _owner.OnRelayVerified(this, _place.Loop.Now);
        }
    }

    private void End(TurnFailure failure)
    {
        using (_place.Loop.Enter())
        {
            if (_isReleased)
                return;
            _isReleased = true;
            Allocation = null;
            _owner.OnRelayEnded(this, failure, _place.Loop.Now);
        }
    }

    /// <summary>Under the connection's gate.</summary>
    private void OnData(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        if (_inbox.Add(in peer, data))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}

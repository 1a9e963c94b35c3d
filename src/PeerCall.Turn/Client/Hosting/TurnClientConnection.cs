using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>A TURN allocation on a real server, over UDP, TCP or TLS. Safe from any thread. Disposing of it releases the allocation.</summary>
public sealed class TurnClientConnection : IAsyncDisposable
{
    private readonly TurnSession _session;

    internal TurnClientConnection(TurnSession session, TurnUri server, TransportAddress serverAddress)
    {
        _session = session;
        Server = server;
        ServerAddress = serverAddress;
        Allocation = session.Allocation ?? throw new ArgumentException("There is no allocation.", nameof(session));
    }

    /// <summary>The server, as it was asked for.</summary>
    public TurnUri Server { get; }

    /// <summary>The server's address that answered; another server's after a redirection (300).</summary>
    public TransportAddress ServerAddress { get; }

    /// <summary>What the server gave.</summary>
    public TurnAllocation Allocation { get; }

    /// <summary>Where peers send to.</summary>
    public TransportAddress RelayedAddress => Allocation.Relayed;

    /// <summary>Completes when the allocation has ended: with why it was lost, or with null once it was released. Never faults.</summary>
    public Task<TurnFailure?> Ended => _session.Ended;

    /// <summary>
    /// Connects and makes an allocation. The addresses of the host are tried in the resolver's order until a server answers; its answer is
    /// final. After 437 other local ports are tried, three in all (RFC 8656 §7.4); one redirection (300) is followed (RFC 8489 §10).
    /// </summary>
    /// <returns>The connection, or why there is none: of the address that came furthest.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static Task<TurnConnectResult> ConnectAsync(TurnUri server, TurnConnectOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(server.Port, 1, nameof(server));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(server.Port, ushort.MaxValue, nameof(server));
        return new TurnConnector(server, options).Connect(cancellation);
    }

    /// <summary>
    /// Sends data to a peer without waiting: it may be lost, as over UDP. The first data asks for permission and a channel, and is dropped by the
    /// server if it gets there first.
    /// </summary>
    public TurnSendResult Send(in TransportAddress peer, ReadOnlySpan<byte> data) => _session.Send(peer, data);

    /// <summary>Asks for permission to reach a peer address, whatever the port, and keeps it alive.</summary>
    /// <returns>Null when it is granted, otherwise why not.</returns>
    public Task<TurnFailure?> CreatePermissionAsync(TransportAddress peer, CancellationToken cancellation = default) =>
        _session.CreatePermission(peer, cancellation);

    /// <summary>Stops keeping a peer's permission and channel alive.</summary>
    public void Forget(TransportAddress peer) => _session.Forget(peer);

    /// <summary>Asks the server whether it still has the allocation; if not, or without an answer in time, <see cref="Ended"/> ends with why.</summary>
    /// <param name="patience">How long an answer is waited for.</param>
    /// <returns>Whether it has.</returns>
    public Task<bool> VerifyAsync(TimeSpan patience) => _session.Verify(patience);

    /// <summary>Fresh credentials; see <see cref="TurnClient.UpdateCredentials"/>.</summary>
    public void UpdateCredentials(TurnCredentials credentials) => _session.UpdateCredentials(credentials);

    /// <summary>
    /// Releases the allocation and closes the socket; waits for the server up to <see cref="TurnConnectOptions.ReleaseTimeout"/>. Not from a
    /// callback of this connection. Idempotent.
    /// </summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}

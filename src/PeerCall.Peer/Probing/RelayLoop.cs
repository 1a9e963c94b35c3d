using System.Security.Cryptography;
using PeerCall.Stun;
using PeerCall.Turn.Client;
using PeerCall.Turn.Client.Hosting;

namespace PeerCall.Peer.Probing;

/// <summary>What became of data that was sent through a relay.</summary>
/// <param name="RoundTrip">How long it took there and back.</param>
/// <param name="To">What the relay was made to send to: <c>self</c> or <c>relay</c>.</param>
/// <param name="Failure">Why nothing came back; null: it did.</param>
internal readonly record struct RelayPassage(TimeSpan? RoundTrip, string? To, TurnFailure? Failure);

/// <summary>
/// Sends data through an allocation and back: to a UDP socket of this machine, which shows that the relay can reach other networks, or, where that is forbidden (a private address) or UDP does not get out, to
/// another allocation on the same server, which is what two ends behind such networks do.
/// </summary>
internal sealed class RelayLoop(TurnUri server, TurnCredentials credentials, ProbeOptions options) : IAsyncDisposable
{
    private const int TokenBytes = 32;

    /// <summary>Until so long a datagram that did not come back is sent again.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    private readonly byte[] _token = RandomNumberGenerator.GetBytes(TokenBytes);
    private TurnClientConnection? _near;
    private TurnClientConnection? _far;
    private UdpProbe? _socket;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What <see cref="AllocateAsync"/> got.</summary>
    public TurnAllocation Allocation => _near!.Allocation;

    /// <summary>Makes the allocation; null, or why there is none.</summary>
    public async Task<TurnFailure?> AllocateAsync(CancellationToken cancellation)
    {
        var result = await TurnClientConnection.ConnectAsync(server, Connect(AtNear), cancellation);
        _near = result.Connection;
        return result.Failure;
    }

    /// <summary>Sends data there and back.</summary>
    public async Task<RelayPassage> PassAsync(CancellationToken cancellation)
    {
        var (direct, refusal) = await PassToSelfAsync(cancellation);
        if (direct is { } time)
            return new RelayPassage(time, "self", null);
        var result = await TurnClientConnection.ConnectAsync(server, Connect(AtFar), cancellation);
        _far = result.Connection;
        if (!result.Succeeded)
            return new RelayPassage(null, null, refusal ?? result.Failure);
        if (await PermitAsync(result.Connection, _near!.RelayedAddress, cancellation) is { } farSide)
            return new RelayPassage(null, null, farSide);
        if (await PermitAsync(_near, result.Connection.RelayedAddress, cancellation) is { } nearSide)
            return new RelayPassage(null, null, nearSide);
        _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var passed = await PassAsync(() => _near.Send(result.Connection.RelayedAddress, _token), options.Timeout, cancellation);
        return passed is { } there
            ? new RelayPassage(there, "relay", null)
            : new RelayPassage(null, null, new TurnFailure(TurnStage.ChannelBind, TurnFailureReason.TimedOut, 0, "The server allocates, but nothing comes through the relay: its relay ports may be closed."));
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket is not null)
            await _socket.DisposeAsync();
        if (_far is not null)
            await _far.DisposeAsync();
        if (_near is not null)
            await _near.DisposeAsync();
    }

    private async Task<(TimeSpan? Time, TurnFailure? Refusal)> PassToSelfAsync(CancellationToken cancellation)
    {
        var relayed = _near!.RelayedAddress.ToIPEndPoint();
        _socket = UdpProbe.TryOpen(relayed, options.TimeProvider);
        // Permissions are for an address whatever the port (RFC 8656 §9), and that of a NAT is the same over TCP as over UDP.
        var seen = Allocation.Mapped;
        if (_socket is null || seen.AddressFamily != relayed.AddressFamily)
            return (null, null);
        if (await PermitAsync(_near, seen, cancellation) is { } refusal)
            return (null, refusal);
        _socket.OnDatagram = (_, data) =>
        {
            if (data.Span.SequenceEqual(_token))
                _arrived.TrySetResult();
        };
        // Not the whole time: where UDP does not get out nothing ever comes, and the other way is still to be tried.
        return (await PassAsync(() => _socket.Send(relayed, _token), options.Timeout / 4, cancellation), null);
    }

    private async Task<TurnFailure?> PermitAsync(TurnClientConnection connection, TransportAddress peer, CancellationToken cancellation)
    {
        try
        {
            return await connection.CreatePermissionAsync(peer, cancellation).WaitAsync(options.Timeout, options.TimeProvider, cancellation);
        }
        catch (TimeoutException)
        {
            return new TurnFailure(TurnStage.CreatePermission, TurnFailureReason.TimedOut, 0, "No answer.");
        }
    }

    private async Task<TimeSpan?> PassAsync(Action send, TimeSpan timeout, CancellationToken cancellation)
    {
        var clock = options.TimeProvider;
        var started = clock.GetTimestamp();
        var wait = FirstWait;
        while (clock.GetElapsedTime(started) < timeout)
        {
            var sent = clock.GetTimestamp();
            send();
            try
            {
                await _arrived.Task.WaitAsync(wait, clock, cancellation);
                return clock.GetElapsedTime(sent);
            }
            catch (TimeoutException)
            {
                wait *= 2;
            }
        }
        return null;
    }

    /// <summary>What comes to the near end: from the far end it is the answer, from the socket what is to be sent back.</summary>
    private void AtNear(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        if (!data.SequenceEqual(_token))
            return;
        if (_far is { } far && peer == far.RelayedAddress)
            _arrived.TrySetResult();
        else
            _near?.Send(peer, data);
    }

    private void AtFar(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual(_token))
            _far?.Send(peer, data);
    }

    private TurnConnectOptions Connect(TurnDataHandler onData) => new()
    {
        Credentials = credentials,
        OnData = onData,
        AttemptTimeout = options.Timeout,
        ServerCertificateValidation = options.ServerCertificateValidation,
        Clock = options.TimeProvider,
    };
}

using PeerCall.Net;
using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Transport.Relays;

/// <summary>
/// A relay over UDP: the pure TURN client with a socket of the shared loop, so that it costs neither a thread nor a copy. The server's addresses
/// are tried one after the other; after 437 other ports (RFC 8656 §7.4), and one redirection is followed (RFC 8489 §10).
/// </summary>
internal sealed class UdpRelay(int id, RelayRequest request, RelayPlace place, IRelayOwner owner) : Relay(id, request), IUdpReceiver, ITurnClientOutput
{
    private const int MaxPorts = 3;

    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TurnCredentials _credentials = request.Credentials;
    private TransportAddress _server;
    private UdpSocket? _socket;
    private TurnClient? _client;
    private TimeSpan _giveUpAt = TimeSpan.MaxValue;
    private TimeSpan _now;
    private int _next;
    private int _ports;
    private bool _wasRedirected;
    private bool _isReleased;

    /// <inheritdoc/>
    public override TimeSpan Deadline => _client is { } client && client.Deadline < _giveUpAt ? client.Deadline : _giveUpAt;

    /// <inheritdoc/>
    public override void Start(TimeSpan now)
    {
        _now = now;
        Try(TransportAddress.From(Request.Addresses[_next++], Request.Uri.Port));
    }

    /// <inheritdoc/>
    public override void Send(in TransportAddress destination, ReadOnlySpan<byte> data, TimeSpan now)
    {
        _now = now;
        _client?.Send(in destination, data, now);
    }

    /// <inheritdoc/>
    public override void Advance(TimeSpan now)
    {
        _now = now;
        _client?.Advance(now);
        if (now < _giveUpAt || _client is not { } client)
            return;
        var why = client.WhyNoAllocation();
        // A late answer would make an allocation that nobody keeps.
        client.Close(now);
        OnFailure(why);
    }

    /// <inheritdoc/>
    public override void Verify(TimeSpan now)
    {
        if (Allocation is null || _client is not { } client)
            return;
        _now = now;
        IsInDoubt = true;
        client.Verify(VerificationTime, now);
    }

    /// <inheritdoc/>
    public override void UpdateCredentials(TurnCredentials credentials)
    {
        _credentials = credentials;
        _client?.UpdateCredentials(credentials);
    }

    /// <inheritdoc/>
    public override void Release(TimeSpan now)
    {
        if (_isReleased)
            return;
        _now = now;
        _isReleased = true;
        _giveUpAt = TimeSpan.MaxValue;
        if (_client is { } client)
            client.Close(now);
        else
            _released.TrySetResult();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_released.Task, Task.Delay(ReleaseTime, place.Clock));
        using (place.Loop.Enter())
        {
            _client = null;
            CloseSocket();
        }
    }

    void IUdpReceiver.Receive(UdpSocket socket, in TransportAddress source, in TransportAddress local, ReadOnlySpan<byte> data, TimeSpan now)
    {
        // The socket is open to the whole network; the machine hears its server alone.
        if (source != _server || socket != _socket)
            return;
        _now = now;
        _client?.Receive(data, now);
        place.Settle();
    }

    void ITurnClientOutput.Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => _socket?.Send(in _server, default, header, payload);

    void ITurnClientOutput.Allocated(TurnAllocation allocation)
    {
        _giveUpAt = TimeSpan.MaxValue;
        Allocation = allocation;
        if (!_isReleased)
            owner.OnRelayAllocated(this, allocation, _now);
    }

    void ITurnClientOutput.Data(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        if (!_isReleased)
            owner.OnDatagram(Id, in peer, data, _now);
    }

    void ITurnClientOutput.PermissionGranted(in TransportAddress peer)
    {
    }

    void ITurnClientOutput.PermissionRefused(in TransportAddress peer, TurnFailure failure)
    {
        // To ICE it is loss: the pair fails.
    }

    void ITurnClientOutput.Refreshed()
    {
        if (!IsInDoubt || _isReleased)
            return;
        IsInDoubt = false;
        owner.OnRelayVerified(this, _now);
    }

    void ITurnClientOutput.RefreshRefused(TurnFailure failure)
    {
        // The client goes on asking; fresh credentials may come.
    }

    void ITurnClientOutput.Failed(TurnFailure failure) => OnFailure(failure);

    void ITurnClientOutput.Closed()
    {
        if (_isReleased)
            _released.TrySetResult();
    }

    private void OnFailure(TurnFailure failure)
    {
        if (_isReleased)
        {
            _released.TrySetResult();
        }
        else if (Allocation is not null)
        {
            Allocation = null;
            End(failure);
        }
        else if (failure.Reason is TurnFailureReason.AllocationMismatch && ++_ports < MaxPorts)
        {
            Try(_server);
        }
        else if (!failure.AlternateServer.IsNone && !_wasRedirected)
        {
            _wasRedirected = true;
            Try(failure.AlternateServer);
        }
        else if (_next < Request.Addresses.Length && failure.Code == 0 && failure.Reason is not TurnFailureReason.IntegrityViolated)
        {
            _ports = 0;
            Try(TransportAddress.From(Request.Addresses[_next++], Request.Uri.Port));
        }
        else
        {
            End(failure);
        }
    }

    private void Try(TransportAddress server)
    {
        CloseSocket();
        _server = server;
        var any = server.IsIPv4 ? TransportAddress.FromIPv4(0, 0) : TransportAddress.FromIPv6(UInt128.Zero, 0);
        _socket = place.Loop.Udp.Open(new UdpBinding(any) { BufferBytes = place.SocketBufferBytes }, this, out var error);
        if (_socket is null)
        {
            OnFailure(new TurnFailure(TurnStage.Connect, TurnFailureReason.Unreachable, 0, $"No socket: {error}."));
            return;
        }
        _giveUpAt = _now + (place.AttemptTimeout / Request.Addresses.Length);
        _client = new TurnClient(new TurnClientOptions { Credentials = _credentials, RelayedFamily = Request.Family }, this);
        _client.Start(_now);
    }

    private void End(TurnFailure failure)
    {
        _giveUpAt = TimeSpan.MaxValue;
        _client = null;
        CloseSocket();
        _isReleased = true;
        _released.TrySetResult();
        owner.OnRelayEnded(this, failure, _now);
    }

    private void CloseSocket()
    {
        _socket?.Close();
        _socket = null;
    }
}

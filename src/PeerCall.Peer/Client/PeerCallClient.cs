using System.Net.NetworkInformation;
using PeerCall.Peer.Client;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer;

/// <summary>
/// A participant in a PeerCall room. It keeps one link to everybody in the room, and keeps itself in the room: connections to the server that are lost are made again, links are mended. Safe from any thread.
/// </summary>
/// <remarks>One client is one stay. Who has left or was sent out joins again with another client.</remarks>
public sealed class PeerCallClient : IAsyncDisposable
{
    private readonly EventHub _events = new();
    private readonly Participant _participant;
    private int _isStarted;

    /// <summary>Makes a participant; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The name or the room has not the form of one.</exception>
    public PeerCallClient(PeerCallClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (DisplayName.Clean(options.Name) is null)
            throw new ArgumentException("A participant needs a name that can be seen.", nameof(options));
        if (!RoomName.IsValid(options.Room.Room))
            throw new ArgumentException("A room's name has 3 to 64 of a-z, 0-9 and '-', the dash neither first nor last.", nameof(options));
        Options = options;
        _participant = new Participant(options, _events);
    }

    /// <summary>How it was made.</summary>
    public PeerCallClientOptions Options { get; }

    /// <summary>Where it stands.</summary>
    public ClientState State => Volatile.Read(ref _isStarted) == 0 ? ClientState.Idle : _participant.State;

    /// <summary>Its id in the room; null before it was in.</summary>
    public string? OwnId => _participant.OwnId;

    /// <summary>Its role in the room.</summary>
    public PeerRole Role => _participant.Role;

    /// <summary>Everybody else in the room at this moment, in the order in which they came.</summary>
    public IReadOnlyList<RemotePeer> Peers => _participant.Everybody;

    /// <summary>
    /// What happens from this call on. Each call is a subscription of its own, and ends with the participant. Called before <see cref="JoinAsync"/> it misses nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">While enumerating: 10,000 events were not read.</exception>
    public IAsyncEnumerable<PeerCallEvent> ReadEventsAsync(CancellationToken cancellation = default) => _events.Subscribe(cancellation);

    /// <summary>Connects and joins the room. Once it has, everything that goes wrong with the connection is mended by itself.</summary>
    /// <exception cref="PeerCallException">The server cannot be reached or refuses; see <see cref="PeerCallException.Code"/>. The client is over then.</exception>
    /// <exception cref="InvalidOperationException">Called before.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the client is over.</exception>
    public async Task JoinAsync(CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
            throw new InvalidOperationException("A client joins once.");
        NetworkChange.NetworkAddressChanged += OnNetworkChanged;
        try
        {
            _participant.Turns.Post(_participant.Start);
            await _participant.Entered.WaitAsync(cancellation);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes to everybody in the room; completes when the server has it for all.</summary>
    /// <param name="text">1 to 4,000 characters.</param>
    /// <param name="cancellation">Ends the waiting, not the sending.</param>
    /// <exception cref="ArgumentException">Empty or too long.</exception>
    /// <exception cref="PeerCallException">It was refused, or the participant is in no room.</exception>
    public Task SendChatAsync(string text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > ProtocolLimits.MaxChatLength)
            throw new ArgumentException("A chat text has 1 to 4,000 characters.", nameof(text));
        return _participant.SendAsync(new Chat { Id = 0, Text = text }).WaitAsync(cancellation);
    }

    /// <summary>Tells the others that this participant is writing, or has stopped; lost while there is no connection.</summary>
    public void SetTyping(bool isActive) => _participant.Turns.Post(() => _participant.SendVolatile(new Typing { Active = isActive }));

    /// <summary>Sends somebody out of the room; for the host.</summary>
    /// <exception cref="PeerCallException">It is not allowed (<see cref="ErrorCodes.Forbidden"/>), or the peer is not there.</exception>
    public Task RemoveAsync(RemotePeer peer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return _participant.SendAsync(new Remove { Id = 0, Peer = peer.Id }).WaitAsync(cancellation);
    }

    /// <summary>Leaves the room: the others see it at once. Completes when everything is closed. Idempotent.</summary>
    public async Task LeaveAsync()
    {
        NetworkChange.NetworkAddressChanged -= OnNetworkChanged;
        await _participant.Turns.Ask(_participant.Leave);
        await _participant.Endings;
    }

    /// <summary>As <see cref="LeaveAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await LeaveAsync();

    private void OnNetworkChanged(object? sender, EventArgs e) => _participant.Turns.Post(_participant.NetworkChanged);
}

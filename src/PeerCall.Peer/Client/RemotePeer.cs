using System.Security.Cryptography;
using System.Threading.Channels;
using PeerCall.Peer.Client;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Files;
using PeerCall.Peer.Links;
using PeerCall.Rtc;
using PeerCall.Sctp;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer;

/// <summary>Somebody else in the room, and the link to it. Safe from any thread.</summary>
public sealed class RemotePeer : IPeerLinkEvents
{
    /// <summary>Attempts to send a file that bring nothing, before it is given up.</summary>
    private const int VainAttempts = 3;

    private readonly Participant _owner;
    private readonly PeerFiles _files;
    private readonly PeerLink _link;
    private readonly List<(string Link, string? RemoteLink, SignalingMessage Message)> _held = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _statusMoved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkStatus _status;
    private PeerInfo _info;

    internal RemotePeer(Participant owner, PeerInfo info, string ownId, EngineConfiguration configuration, LinkOptions options)
    {
        _owner = owner;
        _info = info;
        _files = new PeerFiles(this, options.Clock, options.Turns, file => owner.Publish(new FileOffered(this, file)));
        _link = new PeerLink(ownId, info.Id, configuration, options, this);
        _status = _link.Status;
    }

    /// <summary>Its id in the room.</summary>
    public string Id => Info.Id;

    /// <summary>What it calls itself; a stranger's text.</summary>
    public string Name => Info.Name;

    /// <summary>What the room tells of it at this moment.</summary>
    public PeerInfo Info => Volatile.Read(ref _info);

    /// <summary>How the link to it is at this moment.</summary>
    public LinkStatus Status => Volatile.Read(ref _status);

    /// <summary>After a restart of the server: not back in the room yet. What it is to be told waits until it is.</summary>
    internal bool IsAwaited { get; private set; }

    internal PeerLink Link => _link;

    /// <summary>Opens a data channel to it, as soon as the link is connected.</summary>
    /// <param name="label">Any text that does not begin with <see cref="PeerChannels.Prefix"/>.</param>
    /// <param name="options">How it behaves; null: ordered and reliable.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The label is reserved, or the options contradict each other.</exception>
    /// <exception cref="PeerCallException">The peer has left (<see cref="PeerCallErrors.PeerGone"/>).</exception>
    /// <exception cref="EngineNotSupportedException">The engine has no such channels.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<IPeerChannel> OpenChannelAsync(string label, DataChannelOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (label.StartsWith(PeerChannels.Prefix, StringComparison.Ordinal))
            throw new ArgumentException($"Labels that begin with '{PeerChannels.Prefix}' are the protocol's.", nameof(label));
        return OpenAsync(label, options ?? new DataChannelOptions(), cancellation);
    }

    /// <summary>Waits until the link is connected; at once if it is.</summary>
    /// <exception cref="PeerCallException">The peer has left (<see cref="PeerCallErrors.PeerGone"/>).</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public async Task WaitUntilConnectedAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
                moved = _statusMoved.Task;
            switch (Status.State)
            {
                case LinkState.Connected:
                    return;
                case LinkState.Closed:
                    throw Gone();
            }
            await moved.WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Sends a file; completes when the peer has it and its hash was right. The peer may take as long to accept as a person takes. When the link breaks it goes on where it stopped, on the next one.
    /// </summary>
    /// <param name="source">The file; the caller disposes of it.</param>
    /// <param name="progress">Told what the peer has.</param>
    /// <param name="transfer">Names it: 16 to 32 of a–z and 0–9. The same for the same file lets the peer go on with what it has, also after a restart of this program. Null: a fresh one.</param>
    /// <param name="cancellation">Stops it; the peer is told.</param>
    /// <exception cref="PeerCallException">It is not sent; a code of <see cref="FileCodes"/>, or <see cref="PeerCallErrors.PeerGone"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public async Task SendFileAsync(IFileSource source, IProgress<FileProgress>? progress = null, string? transfer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var sender = new FileSender(source, transfer ?? RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 24), progress);
        for (var inVain = 0; inVain < VainAttempts; inVain++)
        {
            var before = sender.Confirmed;
            try
            {
                await using var channel = await OpenAsync(PeerChannels.File, new DataChannelOptions { Protocol = PeerChannels.FileProtocol }, cancellation).WaitAsync(FileChannel.ResumeTime, _owner.Clock, cancellation);
                if (await sender.TrySendAsync(channel, cancellation))
                    return;
            }
            catch (TimeoutException)
            {
                break;
            }
            catch (ChannelClosedException)
            {
                // The link broke just then.
            }
            if (sender.Confirmed > before)
                inVain = -1;
        }
        throw FileCodes.Fault(FileCodes.Interrupted, isByPeer: true);
    }

    /// <summary>Statistics of the link (W3C webrtc-stats).</summary>
    /// <exception cref="EngineNotSupportedException">The engine has none.</exception>
    public Task<RtcStatsReport> GetStatsAsync() => _link.Engine.GetStatsAsync();

    /// <summary>Asks for an ICE restart: another path is looked for, without an interruption.</summary>
    /// <exception cref="EngineNotSupportedException">The engine cannot.</exception>
    public void RestartIce()
    {
        if (!_owner.Engine.Features.HasFlag(EngineFeatures.IceRestart))
            throw new EngineNotSupportedException("An ICE restart", _owner.Engine.Name);
        _owner.Turns.Post(_link.RestartIce);
    }

    /// <summary>Name and id.</summary>
    public override string ToString() => $"{Name} ({Id})";

    internal void Start(bool offer) => _link.Start(offer);

    /// <summary>What the room says now.</summary>
    internal void Update(PeerInfo info)
    {
        Volatile.Write(ref _info, info);
        IsAwaited = false;
        FollowSignaling();
        foreach (var (link, remoteLink, message) in _held.ToArray())
            _owner.Signal(this, link, remoteLink, message);
        _held.Clear();
    }

    /// <summary>The server was restarted, and this peer is not back yet.</summary>
    internal void Await()
    {
        IsAwaited = true;
        Volatile.Write(ref _info, Info with { Connected = false });
        FollowSignaling();
    }

    /// <summary>Tells the link whether its ends can signal to each other.</summary>
    internal void FollowSignaling() => _link.SetSignaling(_owner.Standing, Info.Connected);

    internal void Hold(string link, string? remoteLink, SignalingMessage message) => _held.Add((link, remoteLink, message));

    internal void Close()
    {
        _link.Close();
        _files.Close();
        SetStatus(_link.Status);
    }

    void IPeerLinkEvents.Signal(string link, string? remoteLink, SignalingMessage message)
    {
        if (IsAwaited)
            Hold(link, remoteLink, message);
        else
            _owner.Signal(this, link, remoteLink, message);
    }

    void IPeerLinkEvents.Report(LinkReport report) => _owner.Report(this, report);

    void IPeerLinkEvents.StatusChanged(LinkStatus status)
    {
        SetStatus(status);
        _owner.Publish(new LinkChanged(this, status));
    }

    void IPeerLinkEvents.ChannelOpened(IPeerChannel channel)
    {
        if (channel.Label == PeerChannels.File && channel.Protocol == PeerChannels.FileProtocol)
            _files.Take(channel);
        else if (channel.Label != PeerChannels.Link)
            _owner.Publish(new ChannelOpened(this, channel));
    }

    /// <summary>As <see cref="OpenChannelAsync"/>, for the protocol's own labels too.</summary>
    internal async Task<IPeerChannel> OpenAsync(string label, DataChannelOptions options, CancellationToken cancellation)
    {
        while (true)
        {
            await WaitUntilConnectedAsync(cancellation);
            IPeerChannel channel;
            try
            {
                channel = await _owner.Turns.Ask(() => _link.Engine.CreateChannel(label, options));
            }
            catch (RtcException) when (Status.State is LinkState.Closed)
            {
                throw Gone();
            }
            try
            {
                await channel.Opened.WaitAsync(cancellation);
                return channel;
            }
            catch (ChannelClosedException)
            {
                // The connection was replaced by another one just then.
            }
            catch (OperationCanceledException)
            {
                channel.Close();
                throw;
            }
        }
    }

    private PeerCallException Gone() => new(PeerCallErrors.PeerGone, $"{Name} is not in the room any more.");

    private void SetStatus(LinkStatus status)
    {
        Volatile.Write(ref _status, status);
        TaskCompletionSource moved;
        lock (_gate)
        {
            moved = _statusMoved;
            _statusMoved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        moved.TrySetResult();
    }
}

using System.Threading.Channels;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Files;

namespace PeerCall.Peer;

/// <summary>A file that somebody offers. It waits until it is accepted or declined, or the peer takes it back.</summary>
public sealed class IncomingFile
{
    private readonly Channel<IPeerChannel> _channels = Channel.CreateUnbounded<IPeerChannel>();
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPeerChannel? _newest;
    private int _answered;

    internal IncomingFile(RemotePeer peer, OfferMessage offer, string name, TimeProvider clock)
    {
        Peer = peer;
        Transfer = offer.Transfer;
        Name = name;
        Size = offer.Size;
        MediaType = offer.MediaType;
        _clock = clock;
    }

    /// <summary>Who offers it.</summary>
    public RemotePeer Peer { get; }

    /// <summary>Names the transfer: the same when the file is offered again after an interruption. 16 to 32 of a–z and 0–9.</summary>
    public string Transfer { get; }

    /// <summary>A name for a file of this machine, without any path; made of what the peer calls it (<see cref="FileName.Clean"/>).</summary>
    public string Name { get; }

    /// <summary>Bytes, as the peer says; more than these are never taken.</summary>
    public long Size { get; }

    /// <summary>Media type; what the peer says, or null.</summary>
    public string? MediaType { get; }

    /// <summary>Completes when there is nothing more to accept: received, declined, or taken back. Never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Receives the file; completes when it is complete and its hash was right. Interruptions of less than two minutes are bridged if the peer offers it again.</summary>
    /// <param name="sink">Where it goes; the caller disposes of it.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellation">Stops it; the peer is told.</param>
    /// <exception cref="PeerCallException">It does not come; a code of <see cref="FileCodes"/>.</exception>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public async Task AcceptAsync(IFileSink sink, IProgress<FileProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            throw new InvalidOperationException("The offer was answered already.");
        try
        {
            var receiver = new FileReceiver(sink, Size, progress);
            while (true)
            {
                var channel = await NextAsync(cancellation);
                try
                {
                    if (await receiver.TryReceiveAsync(channel, cancellation))
                    {
                        await CloseAfterAsync(channel);
                        return;
                    }
                }
                finally
                {
                    channel.Close();
                }
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Does not want it.</summary>
    /// <param name="code">Why: <see cref="FileCodes.Declined"/>, <see cref="FileCodes.TooLarge"/>, <see cref="FileCodes.NoSpace"/> or <see cref="FileCodes.Busy"/>.</param>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    public async Task DeclineAsync(string code = FileCodes.Declined)
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            throw new InvalidOperationException("The offer was answered already.");
        if (_newest is { } channel)
        {
            await channel.TrySendAsync(new DeclineMessage(code));
            channel.Close();
        }
        End();
    }

    /// <summary>The file is offered, for the first time or again.</summary>
    internal void Attach(IPeerChannel channel)
    {
        _newest = channel;
        if (!_channels.Writer.TryWrite(channel))
            channel.Close();
        else if (Volatile.Read(ref _answered) == 0)
            _ = WatchAsync(channel);
    }

    /// <summary>The peer has gone.</summary>
    internal void Abandon() => _channels.Writer.TryComplete();

    // Nobody reads the channel before the offer is answered; if it closes before that, the offer was taken back.
    private async Task WatchAsync(IPeerChannel channel)
    {
        await channel.Closed;
        if (channel == _newest && Interlocked.CompareExchange(ref _answered, 1, 0) == 0)
            End();
    }

    private void End()
    {
        _channels.Writer.TryComplete();
        while (_channels.Reader.TryRead(out var channel))
            channel.Close();
        _ended.TrySetResult();
    }

    private async Task<IPeerChannel> NextAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(FileChannel.ResumeTime, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await _channels.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw FileCodes.Fault(FileCodes.Interrupted, isByPeer: true);
        }
        catch (ChannelClosedException)
        {
            throw FileCodes.Fault(FileCodes.Interrupted, isByPeer: true);
        }
    }

    /// <summary>The sender closes once it knows; this end would else take its own word back.</summary>
    private async Task CloseAfterAsync(IPeerChannel channel) => await Task.WhenAny(channel.Closed, Task.Delay(TimeSpan.FromSeconds(5), _clock));
}

using System.Threading.Channels;
using PeerCall.Peer;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>Somebody in the room, as a hub's receiver and sender: keeps a channel open to it as long as it is there.</summary>
internal sealed class HubMember(RemotePeer peer, HubRoom room, ServerPeerMetrics metrics, TimeProvider clock)
{
    private static readonly DataChannelOptions Options = new() { Protocol = PeerChannels.HubProtocol };

    /// <summary>After a channel is lost the next one is tried after this, then after twice that, and so on.</summary>
    private static readonly TimeSpan FirstGap = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(30);

    /// <summary>A channel that has lasted so long was a good one.</summary>
    private static readonly TimeSpan GoodTime = TimeSpan.FromSeconds(60);

    /// <summary>Until the peer has gone, or the hub stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var gap = FirstGap;
        while (true)
        {
            var since = clock.GetTimestamp();
            try
            {
                var channel = await peer.OpenAsync(PeerChannels.Hub, Options, stopping);
                since = clock.GetTimestamp();
                await new Place(peer.Id, channel, room, metrics).ServeAsync(stopping);
            }
            catch (PeerCallException)
            {
                return; // it has left
            }
            catch (Exception lost) when (lost is ChannelClosedException or RtcException)
            {
                // The link is broken; there will be another one, or the peer leaves.
            }
            if (clock.GetElapsedTime(since) >= GoodTime)
                gap = FirstGap;
            await Task.Delay(gap, clock, stopping);
            gap = gap * 2 < LongestGap ? gap * 2 : LongestGap;
        }
    }

    /// <summary>One channel, from its opening to its end.</summary>
    private sealed class Place(string id, IPeerChannel channel, HubRoom room, ServerPeerMetrics metrics) : IHubOutput
    {
        private readonly TaskCompletionSource _behind = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> _waiting = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        public bool TrySend(in HubFrame frame) =>
            // One that is longer than this end takes is not for it; the gap in the numbers tells.
            frame.Bytes.Length > channel.MaxMessageSize || channel.TrySend(frame.Bytes.Span, frame.IsText) || channel.State is not DataChannelState.Open;

        public void Wake() => _waiting.Writer.TryWrite(true);

        public void Behind()
        {
            metrics.HubClosed("behind");
            _behind.TrySetResult();
        }

        public async Task ServeAsync(CancellationToken stopping)
        {
            var receiver = room.Add(this);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var receiving = ReceiveAsync(ending.Token);
            var sending = SendAsync(receiver, ending.Token);
            await Task.WhenAny(receiving, sending, _behind.Task, channel.Closed);
            room.Remove(receiver);
            channel.Close();
            await ending.CancelAsync();
            await Task.WhenAll(receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await channel.DisposeAsync();
            stopping.ThrowIfCancellationRequested();
        }

        private async Task ReceiveAsync(CancellationToken ending)
        {
            await foreach (var message in channel.ReadAllAsync(ending))
            {
                using (message)
                {
                    if (message.Data.Length > HubLimits.MaxMessage)
                    {
                        metrics.HubClosed("too-large");
                        return;
                    }
                    await room.PublishAsync(id, message.Data, message.IsText, ending);
                }
            }
        }

        private async Task SendAsync(HubReceiver receiver, CancellationToken ending)
        {
            while (await _waiting.Reader.WaitToReadAsync(ending))
            {
                _waiting.Reader.TryRead(out _);
                while (room.TryTake(receiver, out var frame))
                {
                    if (frame.Bytes.Length <= channel.MaxMessageSize)
                        await SendAsync(frame, ending);
                    room.Sent(receiver);
                }
            }
        }

        private ValueTask SendAsync(HubFrame frame, CancellationToken ending) =>
            frame.IsText ? channel.SendAsync(System.Text.Encoding.UTF8.GetString(frame.Bytes.Span), ending) : channel.SendAsync(frame.Bytes, ending);
    }
}

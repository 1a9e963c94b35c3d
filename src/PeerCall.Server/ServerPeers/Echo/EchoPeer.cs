using System.Threading.Channels;
using PeerCall.Peer;
using PeerCall.Peer.Engine;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.ServerPeers.Echo;

/// <summary>Sends back what it gets: a test call with oneself (docs/protocol.md, section 11.2).</summary>
internal sealed class EchoPeer(EchoFileSpace space, TimeProvider clock) : IServerPeer
{
    /// <summary>Its name in configuration and API.</summary>
    public const string Kind = "echo";

    /// <summary>Texts that wait to be sent back; more are left out.</summary>
    private const int MaxTexts = 64;

    /// <summary>Channels of one peer that are read at a time; more are closed.</summary>
    private const int MaxChannels = 64;

    /// <summary>Between two texts: somebody else who echoes, and this one, would have nothing else to do.</summary>
    private static readonly TimeSpan TextGap = TimeSpan.FromMilliseconds(50);

    private readonly Channel<string> _texts = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxTexts) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Dictionary<RemotePeer, int> _channels = [];
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public async Task RunAsync(ServerPeerContext context, CancellationToken stopping)
    {
        var files = new EchoFiles(space, clock, context.Logger, stopping);
        var texts = SendTextsAsync(context.Client, stopping);
        await foreach (var happened in context.Events.WithCancellation(stopping))
        {
            switch (happened)
            {
                case ChatReceived { Peer.Info.Kind: not PeerKind.Server } chat:
                    _texts.Writer.TryWrite(chat.Text);
                    break;
                case ChannelOpened opened:
                    Take(opened, stopping);
                    break;
                case FileOffered offered:
                    files.Take(offered.File);
                    break;
            }
        }
        await texts;
    }

    private async Task SendTextsAsync(PeerCallClient client, CancellationToken stopping)
    {
        await foreach (var text in _texts.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await client.SendChatAsync(text, stopping);
            }
            catch (PeerCallException)
            {
                // The text is lost as any text is that cannot be sent; whether the peer itself goes on is for its host to see.
            }
            await Task.Delay(TextGap, clock, stopping);
        }
    }

    private void Take(ChannelOpened opened, CancellationToken stopping)
    {
        lock (_gate)
        {
            var count = _channels.GetValueOrDefault(opened.Peer);
            if (count >= MaxChannels || opened.Channel.Label.StartsWith(PeerChannels.Prefix, StringComparison.Ordinal))
            {
                opened.Channel.Close();
                return;
            }
            _channels[opened.Peer] = count + 1;
        }
        _ = EchoAsync(opened.Peer, opened.Channel, stopping);
    }

    private async Task EchoAsync(RemotePeer peer, IPeerChannel channel, CancellationToken stopping)
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync(stopping))
            {
                using (message)
                {
                    // What is not taken back is not read on: the sender is held back as it holds this end back.
                    await (message.IsText ? channel.SendAsync(message.Text, stopping) : channel.SendAsync(message.Data, stopping));
                }
            }
        }
        catch (Exception over) when (over is ChannelClosedException or OperationCanceledException or ArgumentOutOfRangeException)
        {
            // Closed, or a message that its sender would not take itself.
        }
        finally
        {
            channel.Close();
            lock (_gate)
            {
                if (--_channels[peer] == 0)
                    _channels.Remove(peer);
            }
        }
    }
}

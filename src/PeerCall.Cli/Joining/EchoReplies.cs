using System.Threading.Channels;
using PeerCall.Cli.Output;
using PeerCall.Peer;
using PeerCall.Peer.Engine;

namespace PeerCall.Cli.Joining;

/// <summary>Sends back what comes: messages on the same channel, texts as texts.</summary>
internal sealed class EchoReplies(PeerCallClient client, IStayView view, CancellationToken cancellation)
{
    /// <summary>So long another one's text that is the same as one that was sent back counts as an echo of it.</summary>
    private static readonly TimeSpan EchoTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (string Origin, long At)> _said = new(StringComparer.Ordinal);

    /// <summary>Somebody has written. Two that echo in one room would else talk to each other for ever.</summary>
    public void Reply(ChatReceived chat)
    {
        var now = TimeProvider.System.GetTimestamp();
        foreach (var old in _said.Where(said => TimeProvider.System.GetElapsedTime(said.Value.At) > EchoTime).Select(static said => said.Key).ToList())
            _said.Remove(old);
        if (_said.TryGetValue(chat.Text, out var said) && said.Origin != chat.Peer.Id)
            return;
        _said[chat.Text] = (chat.Peer.Id, now);
        _ = WriteAsync(chat.Text);
    }

    /// <summary>Somebody has opened a channel.</summary>
    public void Serve(RemotePeer peer, IPeerChannel channel)
    {
        view.Show(new ChannelEvent(peer.Id, channel.Label, channel.Protocol, ChannelEvent.Echoed));
        _ = ServeAsync(peer, channel);
    }

    private async Task WriteAsync(string text)
    {
        try
        {
            await client.SendChatAsync(text, cancellation);
            view.Show(new ChatSentEvent(text));
        }
        catch (PeerCallException fault)
        {
            view.Show(new ErrorEvent(fault.Code, fault.Message));
        }
        catch (OperationCanceledException)
        {
            // The stay is over.
        }
    }

    private async Task ServeAsync(RemotePeer peer, IPeerChannel channel)
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync(cancellation))
            {
                using (message)
                {
                    if (message.IsText)
                        await channel.SendAsync(message.Text, cancellation);
                    else
                        await channel.SendAsync(message.Data, cancellation);
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ChannelClosedException or ArgumentOutOfRangeException)
        {
            // Closed, or the other end sends what it would not take itself.
        }
        channel.Close();
        view.Show(new ChannelEvent(peer.Id, channel.Label, channel.Protocol, ChannelEvent.Closed));
    }
}

using System.Globalization;
using System.Threading.Channels;
using PeerCall.Peer;
using PeerCall.Peer.Engine;

namespace PeerCall.NetworkLab.Headless;

/// <summary>Talks to one peer on a channel, and tells of every message that has come back. Where the link begins anew, so does the channel.</summary>
internal sealed class Conversation(RemotePeer peer)
{
    /// <summary>Label of the channel; whoever opened it gets every message back.</summary>
    public const string Label = "lab.echo";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private long _echoes;

    /// <summary>Until the peer is gone.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await using var channel = await peer.OpenChannelAsync(Label, cancellation: stopping);
                JsonLines.Write("channel", ("peer", peer.Id));
                await Task.WhenAny(SpeakAsync(channel, stopping), ListenAsync(channel, stopping));
            }
        }
        catch (PeerCallException gone)
        {
            JsonLines.Write("silent", ("peer", peer.Id), ("code", gone.Code));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    /// <summary>Gives back what comes on a channel that the other end has opened.</summary>
    public static async Task EchoAsync(IPeerChannel channel, CancellationToken stopping)
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync(stopping))
            {
                using (message)
                    await channel.SendAsync(message.Text, stopping);
            }
        }
        catch (Exception end) when (end is ChannelClosedException or OperationCanceledException)
        {
            // The other end opens another one when it has a link again.
        }
    }

    private static async Task SpeakAsync(IPeerChannel channel, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            for (var number = 1L; await timer.WaitForNextTickAsync(stopping); number++)
                await channel.SendAsync(number.ToString(CultureInfo.InvariantCulture), stopping);
        }
        catch (Exception end) when (end is ChannelClosedException or OperationCanceledException)
        {
            // So does the listening.
        }
    }

    private async Task ListenAsync(IPeerChannel channel, CancellationToken stopping)
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync(stopping))
            {
                message.Dispose();
                JsonLines.Write("echo", ("peer", peer.Id), ("count", ++_echoes));
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }
}

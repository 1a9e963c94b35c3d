using PeerCall.Peer.Engine;

namespace PeerCall.Peer.Files;

/// <summary>What both ends of a <c>peercall.file</c> channel do alike.</summary>
internal static class FileChannel
{
    /// <summary>Bytes of a binary message at most.</summary>
    public const int PieceBytes = 64 * 1024;

    /// <summary>Bytes that a sender may be ahead of what the receiver has for good.</summary>
    public const long WindowBytes = 16L * FileBlocks.BlockBytes;

    /// <summary>How long a transfer that was interrupted waits for another channel.</summary>
    public static readonly TimeSpan ResumeTime = TimeSpan.FromMinutes(2);

    /// <summary>Sends one, if the channel takes anything.</summary>
    /// <returns>False if the channel is closed.</returns>
    public static async ValueTask<bool> TrySendAsync(this IPeerChannel channel, FileMessage message, CancellationToken cancellation = default)
    {
        try
        {
            await channel.SendAsync(message.ToText(), cancellation);
            return true;
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Tells the other end why it is over, and closes.</summary>
    public static async Task CancelAsync(this IPeerChannel channel, string code)
    {
        await channel.TrySendAsync(new CancelMessage(code));
        channel.Close();
    }
}

using System.Security.Cryptography;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>One data channel of the engine, used as a foreign one is.</summary>
internal sealed class EngineChannel(DataChannel channel)
{
    private Task? _echoing;

    public DataChannel Channel => channel;

    public async Task<ChannelReading> Opened(CancellationToken cancellation)
    {
        await channel.Opened.WaitAsync(cancellation);
        return new ChannelReading(
            channel.Label,
            channel.Protocol,
            channel.IsOrdered,
            channel.MaxRetransmits,
            channel.MaxPacketLifeTime is { } time ? (int)time.TotalMilliseconds : null,
            channel.IsNegotiated,
            channel.Id);
    }

    public ValueTask Send(PeerMessage message, CancellationToken cancellation) =>
        message.Text is { } text ? channel.SendAsync(text, cancellation) : channel.SendAsync(message.Binary, cancellation);

    public async Task<PeerMessage> Receive(CancellationToken cancellation)
    {
        using var message = await channel.ReceiveAsync(cancellation);
        return message.IsText ? new PeerMessage(message.Text) : new PeerMessage(Binary: message.Data.ToArray());
    }

    public void Echo() => _echoing ??= Task.Run(SendBack);

    public async Task<string> SendBulk(int bytes, int messageSize, CancellationToken cancellation)
    {
        var all = RandomNumberGenerator.GetBytes(bytes);
        for (var at = 0; at < bytes; at += messageSize)
            await channel.SendAsync(all.AsMemory(at, Math.Min(messageSize, bytes - at)), cancellation);
        return Convert.ToHexStringLower(SHA256.HashData(all));
    }

    public async Task<string> ReceiveBulk(int bytes, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (bytes > 0)
        {
            using var message = await channel.ReceiveAsync(cancellation);
            hash.AppendData(message.Data.Span);
            bytes -= message.Length;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task SendBack()
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync())
            {
                using (message)
                {
                    if (message.IsText)
                        await channel.SendAsync(message.Text);
                    else
                        await channel.SendAsync(message.Data);
                }
            }
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // With the connection.
        }
    }
}

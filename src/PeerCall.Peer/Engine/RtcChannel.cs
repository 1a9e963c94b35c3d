using System.Runtime.CompilerServices;
using PeerCall.Rtc;
using PeerCall.Sctp;

namespace PeerCall.Peer.Engine;

/// <summary>A data channel of PeerCall.Rtc behind the seam.</summary>
internal sealed class RtcChannel(DataChannel channel) : IPeerChannel
{
    public string Label => channel.Label;

    public string Protocol => channel.Protocol;

    public DataChannelState State => channel.State;

    public int MaxMessageSize => channel.MaxMessageSize;

    public long BufferedAmount => channel.BufferedAmount;

    public Task Opened => channel.Opened;

    public Task Closed => channel.Closed;

    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default) => channel.SendAsync(data, cancellation);

    public ValueTask SendAsync(string text, CancellationToken cancellation = default) => channel.SendAsync(text, cancellation);

    public bool TrySend(ReadOnlySpan<byte> data, bool isText = false) => channel.TrySend(data, isText);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ChannelMessage> ReceiveAsync(CancellationToken cancellation = default) => Wrap(await channel.ReceiveAsync(cancellation));

    public async IAsyncEnumerable<ChannelMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var message in channel.ReadAllAsync(cancellation))
            yield return Wrap(message);
    }

    public void Close() => channel.Close();

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private static ChannelMessage Wrap(DataChannelMessage message) => new(message.Data, message.IsText, message);
}

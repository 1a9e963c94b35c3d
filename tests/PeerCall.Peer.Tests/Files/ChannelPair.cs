using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using PeerCall.Peer.Engine;
using PeerCall.Sctp;

namespace PeerCall.Peer.Tests.Files;

/// <summary>Two ends of a channel in memory, which can be cut and listened to.</summary>
internal sealed class MemoryChannel : IPeerChannel
{
    private readonly Channel<ChannelMessage> _inbox = Channel.CreateUnbounded<ChannelMessage>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MemoryChannel? _far;

    public string Label => PeerChannels.File;

    public string Protocol => PeerChannels.FileProtocol;

    public DataChannelState State => _closed.Task.IsCompleted ? DataChannelState.Closed : DataChannelState.Open;

    public int MaxMessageSize { get; init; } = 256 * 1024;

    public long BufferedAmount => 0;

    public Task Opened => Task.CompletedTask;

    public Task Closed => _closed.Task;

    /// <summary>Called with every message that this end sends; false: the channel is cut before it.</summary>
    public Func<ReadOnlyMemory<byte>, bool, bool> OnSend { get; set; } = static (_, _) => true;

    public long BytesSent { get; private set; }

    public static (MemoryChannel Near, MemoryChannel Far) Pair()
    {
        var (near, far) = (new MemoryChannel(), new MemoryChannel());
        (near._far, far._far) = (far, near);
        return (near, far);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default) => Send(data, isText: false, cancellation);

    public ValueTask SendAsync(string text, CancellationToken cancellation = default) => Send(Encoding.UTF8.GetBytes(text), isText: true, cancellation);

    public bool TrySend(ReadOnlySpan<byte> data, bool isText = false) => throw new NotSupportedException();

    public async ValueTask<ChannelMessage> ReceiveAsync(CancellationToken cancellation = default) => await _inbox.Reader.ReadAsync(cancellation);

    public async IAsyncEnumerable<ChannelMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var message in _inbox.Reader.ReadAllAsync(cancellation))
            yield return message;
    }

    /// <summary>What was sent arrives, then both ends are closed.</summary>
    public void Close()
    {
        if (!_closed.TrySetResult())
            return;
        _inbox.Writer.TryComplete();
        _far!.Close();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private ValueTask Send(ReadOnlyMemory<byte> data, bool isText, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!OnSend(data, isText))
            Close();
        if (_closed.Task.IsCompleted)
            throw new ChannelClosedException("cut");
        if (!isText)
            BytesSent += data.Length;
        _far!._inbox.Writer.TryWrite(new ChannelMessage(data.ToArray(), isText));
        return ValueTask.CompletedTask;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using PeerCall.Peer.Engine;
using PeerCall.Sctp;
using SIPSorcery.Net;

namespace PeerCall.Peer.SipSorcery.Channels;

/// <summary>
/// A data channel of SIPSorcery behind the seam. Two things are less than the seam says, for want of a way: the other end is not told that a channel was closed, and what is not read
/// does not hold it back; a channel with too much that nobody reads is closed.
/// </summary>
internal sealed class SipSorceryChannel : IPeerChannel
{
    /// <summary>Above so many queued bytes <see cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/> waits.</summary>
    public const int HighWater = 1 << 20;

    /// <summary>Bytes that may wait to be read.</summary>
    public const int MaxUnread = 64 << 20;

    /// <summary>There is no event for a queue that becomes short; the send loop itself sleeps longer than this between its bursts.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(10);

    private readonly Func<int> _maxMessageSize;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Channel<ChannelMessage> _inbox = Channel.CreateUnbounded<ChannelMessage>();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private RTCDataChannel? _inner;
    private DataChannelState _state = DataChannelState.Connecting;
    private long _unread;

    public SipSorceryChannel(string label, DataChannelOptions options, Func<int> maxMessageSize)
    {
        Label = label;
        Options = options;
        _maxMessageSize = maxMessageSize;
        // Who does not wait for it need not hear of it.
        _ = _opened.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public string Label { get; }

    public string Protocol => Options.Protocol;

    public DataChannelOptions Options { get; }

    public DataChannelState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    public int MaxMessageSize => _maxMessageSize();

    /// <summary>Of all channels of the connection together: SIPSorcery does not tell them apart.</summary>
    public long BufferedAmount => (long)(Volatile.Read(ref _inner)?.bufferedAmount ?? 0);

    public Task Opened => _opened.Task;

    public Task Closed => _closed.Task;

    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        CheckSize(data.Length, nameof(data));
        return SendAsync(inner => Transmit(inner, data), cancellation);
    }

    public ValueTask SendAsync(string text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckSize(Encoding.UTF8.GetByteCount(text), nameof(text));
        return SendAsync(inner => inner.send(text), cancellation);
    }

    public bool TrySend(ReadOnlySpan<byte> data, bool isText = false)
    {
        CheckSize(data.Length, nameof(data));
        if (State is not DataChannelState.Open || !_sending.Wait(0))
            return false;
        try
        {
            if (BufferedAmount > HighWater)
                return false;
            var inner = OpenInner();
            if (isText)
                inner.send(Encoding.UTF8.GetString(data));
            else
                inner.send(data.ToArray());
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ChannelMessage> ReceiveAsync(CancellationToken cancellation = default)
    {
        var message = await _inbox.Reader.ReadAsync(cancellation);
        Interlocked.Add(ref _unread, -message.Data.Length);
        return message;
    }

    public async IAsyncEnumerable<ChannelMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await _inbox.Reader.WaitToReadAsync(cancellation))
        {
            while (_inbox.Reader.TryRead(out var message))
            {
                Interlocked.Add(ref _unread, -message.Data.Length);
                yield return message;
            }
        }
    }

    public void Close() => OnClosed();

    public ValueTask DisposeAsync()
    {
        Close();
        while (_inbox.Reader.TryRead(out _))
        {
            // Nobody will read it.
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>It is open; from SIPSorcery's threads, like the following.</summary>
    public void OnOpened(RTCDataChannel inner)
    {
        lock (_gate)
        {
            if (_state is DataChannelState.Connecting)
            {
                _inner = inner;
                _state = DataChannelState.Open;
                _opened.TrySetResult();
                return;
            }
        }
        // Closed before the other end agreed to it.
        inner.close();
    }

    /// <summary>A message came. An empty one has one byte and says by its kind that it is empty (RFC 8831 §6.6).</summary>
    public void OnMessage(DataChannelPayloadProtocols kind, byte[] data)
    {
        var isText = kind is DataChannelPayloadProtocols.WebRTC_String or DataChannelPayloadProtocols.WebRTC_String_Partial or DataChannelPayloadProtocols.WebRTC_String_Empty;
        var isEmpty = kind is DataChannelPayloadProtocols.WebRTC_String_Empty or DataChannelPayloadProtocols.WebRTC_Binary_Empty;
        var message = new ChannelMessage(isEmpty ? ReadOnlyMemory<byte>.Empty : data, isText);
        if (Interlocked.Add(ref _unread, message.Data.Length) > MaxUnread)
            OnClosed();
        else
            _inbox.Writer.TryWrite(message);
    }

    /// <summary>It is closed: by this end, or with the connection.</summary>
    public void OnClosed()
    {
        RTCDataChannel? inner;
        lock (_gate)
        {
            if (_state is DataChannelState.Closed)
                return;
            _state = DataChannelState.Closed;
            inner = _inner;
        }
        _inbox.Writer.TryComplete();
        _opened.TrySetException(new ChannelClosedException("The channel was closed before it was open."));
        inner?.close();
        _closed.TrySetResult();
    }

    private static void Transmit(RTCDataChannel inner, ReadOnlyMemory<byte> data)
    {
        // It copies what it is given.
        if (MemoryMarshal.TryGetArray(data, out var segment) && segment.Array is { } array)
            inner.send(array, segment.Offset, segment.Count);
        else
            inner.send(data.ToArray());
    }

    /// <summary>Messages go out in the order in which they were given: who waits holds back those that come later.</summary>
    private async ValueTask SendAsync(Action<RTCDataChannel> transmit, CancellationToken cancellation)
    {
        _ = OpenInner();
        await _sending.WaitAsync(cancellation);
        try
        {
            while (BufferedAmount > HighWater && State is DataChannelState.Open)
                await Task.Delay(DrainTime, cancellation);
            transmit(OpenInner());
        }
        finally
        {
            _sending.Release();
        }
    }

    private RTCDataChannel OpenInner()
    {
        lock (_gate)
        {
            return _state switch
            {
                DataChannelState.Open => _inner!,
                DataChannelState.Connecting => throw new InvalidOperationException("The channel is not open yet."),
                _ => throw new ChannelClosedException("The channel is closed."),
            };
        }
    }

    private void CheckSize(int length, string name)
    {
        if (length > MaxMessageSize)
            throw new ArgumentOutOfRangeException(name, length, $"The other end takes messages of {MaxMessageSize} bytes at most.");
    }
}

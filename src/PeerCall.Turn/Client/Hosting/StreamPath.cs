using PeerCall.Stun;
using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>TCP or TLS: one loop that reads, one that writes, one timer.</summary>
internal sealed class StreamPath : ClientPath
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly OutgoingBytes _outgoing = new();
    private readonly SemaphoreSlim _toWrite = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _timer;
    private TurnClient? _client;
    private TimeSpan _deadline = TimeSpan.MaxValue;
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private bool _ended;

    /// <summary>Owns the stream from here on.</summary>
    public StreamPath(Stream stream, TimeProvider clock)
    {
        _stream = stream;
        _clock = clock;
        _origin = clock.GetTimestamp();
        _timer = clock.CreateTimer(static path => ((StreamPath)path!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    public override void Start(TurnClient client)
    {
        _client = client;
        _reading = Task.Run(ReadAll);
        _writing = Task.Run(WriteAll);
    }

    public override void Run<T>(T state, Action<TurnClient, T, TimeSpan> action)
    {
        lock (_gate)
        {
            action(_client!, state, Now);
            Leave();
        }
    }

    public override TurnSendResult Send(in TransportAddress peer, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            var result = _client!.Send(peer, data, Now);
            Leave();
            return result;
        }
    }

    public override void Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => _outgoing.Add(header, payload);

    public override async ValueTask DisposeAsync()
    {
        lock (_gate)
            _ended = true;
        await _end.CancelAsync();
        await _stream.DisposeAsync();
        await _timer.DisposeAsync();
        await Task.WhenAll(_reading, _writing);
        _end.Dispose();
        _toWrite.Dispose();
    }

    private async Task ReadAll()
    {
        using var framer = new StreamFramer(FrameLimits.BeforeAllocation);
        try
        {
            while (true)
            {
                var count = await _stream.ReadAsync(framer.GetBuffer(), _end.Token);
                if (count == 0 || !Feed(framer, count))
                    break;
            }
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The end of a connection, whichever side it came from.
        }
        finally
        {
            Disconnect();
        }
    }

    private bool Feed(StreamFramer framer, int count)
    {
        framer.Received(count);
        lock (_gate)
        {
            FrameStatus status;
            while ((status = framer.TryRead(out var message)) is FrameStatus.Message)
            {
                _client!.Receive(message, Now);
                if (_client.Allocation is not null)
                    framer.Limits = FrameLimits.Allocated;
            }
            Leave();
            return status is FrameStatus.NeedMore;
        }
    }

    private async Task WriteAll()
    {
        try
        {
            while (true)
            {
                await _toWrite.WaitAsync(_end.Token);
                ReadOnlyMemory<byte> bytes;
                lock (_gate)
                    bytes = _outgoing.Take();
                if (!bytes.IsEmpty)
                    await _stream.WriteAsync(bytes, _end.Token);
            }
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Disconnect();
        }
    }

    private void Advance()
    {
        lock (_gate)
        {
            _deadline = TimeSpan.MaxValue;
            _client!.Advance(Now);
            Leave();
        }
    }

    private void Disconnect() => Run(0, static (client, _, _) => client.Disconnected());

    /// <summary>Before the gate is left: wakes the writer, and sets the timer if the deadline has changed.</summary>
    private void Leave()
    {
        if (_ended)
            return;
        if (_outgoing.Count > 0 && _toWrite.CurrentCount == 0)
            _toWrite.Release();
        var deadline = _client!.Deadline;
        if (deadline == _deadline)
            return;
        _deadline = deadline;
        // Timers count whole milliseconds and not more than 49 days; one that fires early is set again.
        var wait = Math.Clamp((deadline - Now).TotalMilliseconds, 0, MaxWait.TotalMilliseconds);
        _timer.Change(
            deadline == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling(wait)),
            Timeout.InfiniteTimeSpan);
    }
}

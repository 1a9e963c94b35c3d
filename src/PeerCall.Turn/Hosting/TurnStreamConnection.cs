using System.Buffers;
using System.IO.Pipelines;
using PeerCall.Turn.Framing;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Hosting;

/// <summary>
/// A client's TCP or TLS connection: splits what comes into messages and gives them to the server of its shard, and is the way back to the client. A
/// client that reads slowly loses packets, as over UDP, and delays nobody.
/// </summary>
internal sealed class TurnStreamConnection : IClientPath, IDisposable
{
    private readonly IDuplexPipe _transport;
    private readonly FiveTuple _client;
    private readonly TurnShard _shard;
    private readonly IdleConnections _idleConnections;
    private readonly CancellationTokenSource _stop;
    private readonly SendQueue _queue;
    private readonly Lock _gate = new();
    private IdleConnections.Entry? _idle;
    private FrameLimits _limits = FrameLimits.BeforeAllocation;
    private bool _hasEnded;

    public TurnStreamConnection(
        IDuplexPipe transport, in FiveTuple client, TurnShard shard, IdleConnections idleConnections, int sendQueueBytes, CancellationToken cancellation)
    {
        _transport = transport;
        _client = client;
        _shard = shard;
        _idleConnections = idleConnections;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _queue = new SendQueue(transport.Output, sendQueueBytes, client.Transport is ClientTransport.Tls, Stop, _stop.Token);
    }

    /// <summary>Messages to the client that were lost because it did not keep up.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>Serves the client until either side ends it.</summary>
    public async Task<StreamEnd> RunAsync()
    {
        using (_shard.Enter())
            _shard.Connected(in _client, this);
        SetIdle(true);
        try
        {
            return await ReceiveAsync();
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            return IsClosedForIdleness ? StreamEnd.Idle : StreamEnd.Lost;
        }
        finally
        {
            using (_shard.Enter())
                _shard.Disconnected(in _client, this);
            lock (_gate)
            {
                _hasEnded = true;
                _idle?.Dispose();
            }
            await _stop.CancelAsync();
            await _queue.CloseAsync();
        }
    }

    public void Send(in FiveTuple client, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        _shard.Traffic.ToClient();
        _queue.TryAdd(header, payload);
    }

    /// <summary>It has got an allocation and may stay, or has lost it and may stay for a while only. Under the shard's gate.</summary>
    public void AllocationChanged(bool made)
    {
        // Not narrowed again: what is on its way when an allocation ends is no breach of the framing.
        if (made)
            _limits = FrameLimits.Allocated;
        SetIdle(!made);
    }

    public void Dispose() => _stop.Dispose();

    private bool IsClosedForIdleness
    {
        get
        {
            lock (_gate)
                return _idle is { IsClosed: true };
        }
    }

    private void SetIdle(bool idle)
    {
        lock (_gate)
        {
            _idle?.Dispose();
            _idle = idle && !_hasEnded ? _idleConnections.Add(_client.Client, Stop) : null;
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            // Not at once: what is waiting for it would go on right here, with the gate held.
            if (!_hasEnded)
                _ = _stop.CancelAsync();
        }
    }

    private async Task<StreamEnd> ReceiveAsync()
    {
        var input = _transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(_stop.Token);
            var bytes = result.Buffer;
            var status = Take(ref bytes);
            input.AdvanceTo(bytes.Start, bytes.End);
            if (status is FrameStatus.Broken)
                return StreamEnd.Broken;
            if (result.IsCompleted || result.IsCanceled)
                return StreamEnd.Closed;
        }
    }

    /// <summary>Gives the server all whole messages at once, so that the gate is taken once and what they cause leaves together.</summary>
    private FrameStatus Take(ref ReadOnlySequence<byte> bytes)
    {
        var status = StreamFrame.TryRead(ref bytes, _limits, out var message);
        if (status is not FrameStatus.Message)
            return status;
        using var scope = _shard.Enter();
        var now = _shard.Now;
        while (status is FrameStatus.Message)
        {
            Take(in message, now);
            status = StreamFrame.TryRead(ref bytes, _limits, out message);
        }
        return status;
    }

    private void Take(in ReadOnlySequence<byte> message, TimeSpan now)
    {
        if (message.IsSingleSegment)
        {
            _shard.ReceiveFromClient(in _client, this, message.FirstSpan, now);
            return;
        }
        var length = (int)message.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        message.CopyTo(whole);
        _shard.ReceiveFromClient(in _client, this, whole.AsSpan(0, length), now);
        ArrayPool<byte>.Shared.Return(whole);
    }
}

/// <summary>Why the server is done with a TCP or TLS connection.</summary>
public enum StreamEnd
{
    /// <summary>The client has closed it.</summary>
    Closed,

    /// <summary>It broke, or the server stops.</summary>
    Lost,

    /// <summary>What came is neither STUN nor ChannelData.</summary>
    Broken,

    /// <summary>It was without an allocation for too long, or one too many of that kind.</summary>
    Idle,
}

using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>
/// The loop for Linux: one thread with an epoll of its own, recvmmsg and sendmmsg, and UDP segmentation offload in both directions. A turn takes
/// all sockets that have something, reads them into one row of slots and sends what came of it when the row is full or the turn ends.
/// </summary>
internal sealed unsafe class BatchedUdpLoop : GatedUdpLoop
{
    private const int EventsPerTurn = 64;

    // A socket under a flood is left after this many full reads, so that the others have theirs.
    private const int ReadsPerTurn = 4;

    // With fewer slots left than this the row is sent on first: a read of a few slots would be an expensive one.
    private const int SmallestRead = 8;

    private readonly EventPoll _poll = new(EventsPerTurn);
    private readonly ReceiveSlots _slots = new();
    private readonly SocketTable _sockets = new();
    private readonly SocketOpening _opening;
    private readonly Thread _thread;
    private TimeSpan _armed = TimeSpan.MaxValue;
    private int _slotsUsed;
    private long _receiveCalls;

    internal BatchedUdpLoop(UdpLoopOptions options)
        : base(options)
    {
        Queue = new SendQueue(_slots);
        _opening = new SocketOpening(options.SegmentationOffload);
        _thread = new Thread(Run) { Name = options.Name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>What waits to be sent.</summary>
    internal SendQueue Queue { get; }

    /// <inheritdoc/>
    internal override long SendCalls => Queue.Calls;

    /// <inheritdoc/>
    internal override long ReceiveCalls => _receiveCalls;

    /// <inheritdoc/>
    internal override long Dropped => Queue.Dropped;

    /// <inheritdoc/>
    public override UdpSocket? Open(in UdpBinding binding, IUdpReceiver receiver, out SocketError error)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (IsStopped)
        {
            error = SocketError.Shutdown;
            return null;
        }
        var descriptor = _opening.Open(in binding, out var localAddress, out error);
        if (descriptor < 0)
            return null;
        var socket = new BatchedUdpSocket(this, descriptor, localAddress, receiver) { Offload = Options.SegmentationOffload && SystemSupport.Segmentation };
        _sockets.Add(socket);
        if (!_poll.TryAdd(descriptor, socket.Key))
        {
            error = SocketError.NoBufferSpaceAvailable;
            socket.Close();
            return null;
        }
        return socket;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Thread.CurrentThread == _thread)
            throw new InvalidOperationException("A loop cannot be disposed of from its own thread.");
        using (Enter())
        {
            if (IsStopped)
                return;
            Flush();
            foreach (var socket in _sockets.All())
                socket.Close();
            IsStopped = true;
            _poll.Wake();
        }
        _thread.Join();
        Queue.Dispose();
        _slots.Dispose();
        _poll.Dispose();
    }

    /// <summary>Forgets a socket that is being closed.</summary>
    internal void Remove(BatchedUdpSocket socket) => _sockets.Remove(socket);

    /// <inheritdoc/>
    protected override void Flush()
    {
        Queue.Flush();
        _slotsUsed = 0;
    }

    /// <inheritdoc/>
    protected override void ArmDeadline(TimeSpan deadline)
    {
        // A deadline that moved later leaves the timer as it is: one idle wake-up is cheaper than a system call for every change.
        if (deadline >= _armed)
            return;
        _armed = deadline;
        _poll.SetTimer(deadline - Elapsed);
    }

    private void Run()
    {
        var rank = Options.RunsFirst ? new ThreadRank() : null;
        var beat = Options.Beat == Timeout.InfiniteTimeSpan ? Timeout.Infinite : (int)Math.Clamp(Math.Ceiling(Options.Beat.TotalMilliseconds), 1, int.MaxValue);
        while (true)
        {
            var events = _poll.Wait(beat);
            BeginBatch();
            try
            {
                if (IsStopped)
                    return;
                TakeTurn(events);
            }
            finally
            {
                EndBatch();
            }
            rank?.Follow(BatchTime);
        }
    }

    private void TakeTurn(int events)
    {
        for (var i = 0; i < events; i++)
        {
            var key = _poll.Key(i);
            if (key == EventPoll.TimerKey)
            {
                _poll.AcceptTimer();
                _armed = TimeSpan.MaxValue;
            }
            else if (_sockets.Find(key) is { } socket)
            {
                Read(socket);
            }
            if (HasWaiting && !TryHandOver())
                return;
        }
    }

    /// <summary>Lets those in who wait, in the middle of a turn.</summary>
    /// <returns>False if the loop has ended since.</returns>
    private bool TryHandOver()
    {
        EndBatch();
        BeginBatch();
        return !IsStopped;
    }

    private void Read(BatchedUdpSocket socket)
    {
        for (var reads = 0; reads < ReadsPerTurn && !socket.IsClosed; reads++)
        {
            if (ReceiveSlots.Count - _slotsUsed < SmallestRead)
                Flush();
            var first = _slotsUsed;
            var wanted = ReceiveSlots.Count - first;
            _receiveCalls++;
            var count = _slots.Receive(socket.Descriptor, first, wanted);
            // Nothing there, or what a destination answered to an earlier datagram: neither is a reason to stop reading this socket for good.
            if (count <= 0)
                return;
            _slotsUsed = first + count;
            for (var slot = first; slot < first + count; slot++)
                Take(socket, slot);
            if (count < wanted)
                return;
        }
    }

    private void Take(BatchedUdpSocket socket, int slot)
    {
        var local = socket.LocalAddress;
        var data = _slots.Take(slot, out var source, ref local, out var segment, out var length);
        if (segment <= 0 || segment >= length)
        {
            Hand(socket, in source, in local, data, length);
            return;
        }
        for (var at = 0; at < length; at += segment)
            Hand(socket, in source, in local, data + at, Math.Min(segment, length - at), at == 0);
    }

    private void Hand(BatchedUdpSocket socket, in TransportAddress source, in TransportAddress local, byte* data, int length, bool hasHeadroom = true)
    {
        // Closed by what it received just before.
        if (socket.IsClosed)
            return;
        Queue.LendHeadroom(hasHeadroom ? data : null);
        Deliver(socket.Receiver, socket, in source, in local, new ReadOnlySpan<byte>(data, length));
    }
}

using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Net.Portable;

/// <summary>
/// The loop for every other system: the framework's sockets and thread pool. It has no thread of its own; whichever thread finds a socket readable
/// takes the gate and reads it. Datagrams are sent at once. Nothing is allocated per datagram once warm.
/// </summary>
internal sealed class PortableUdpLoop : GatedUdpLoop
{
    private const int LargestDatagram = 65536;

    private readonly HashSet<PortableUdpSocket> _sockets = [];
    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
    private readonly byte[] _joined = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
    private readonly ITimer _timer;
    private TimeSpan _armed = TimeSpan.MaxValue;

    internal PortableUdpLoop(UdpLoopOptions options)
        : base(options)
    {
        _timer = options.Clock.CreateTimer(static loop => ((PortableUdpLoop)loop!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (Enter())
            ArmDeadline(TimeSpan.MaxValue);
    }

    /// <summary>What datagrams are received into; under the gate.</summary>
    internal Span<byte> Buffer => _received;

    /// <inheritdoc/>
    public override UdpSocket? Open(in UdpBinding binding, IUdpReceiver receiver, out SocketError error)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (IsStopped)
        {
            error = SocketError.Shutdown;
            return null;
        }
        var socket = PortableUdpSocket.Open(this, in binding, receiver, out error);
        if (socket is not null)
            _sockets.Add(socket);
        return socket;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        using (Enter())
        {
            if (IsStopped)
                return;
            foreach (var socket in _sockets.ToArray())
                socket.Close();
            IsStopped = true;
        }
        _timer.Dispose();
    }

    /// <summary>Forgets a socket that is being closed.</summary>
    internal void Remove(PortableUdpSocket socket) => _sockets.Remove(socket);

    /// <summary>Takes the gate to read a socket.</summary>
    internal void BeginReceiving() => BeginBatch();

    /// <summary>Leaves the gate.</summary>
    internal void EndReceiving() => EndBatch();

    /// <summary>Hands on what lies in <see cref="Buffer"/>.</summary>
    internal void Hand(PortableUdpSocket socket, in TransportAddress source, in TransportAddress local, int length) =>
        Deliver(socket.Receiver, socket, in source, in local, _received.AsSpan(0, length));

    /// <summary>Puts two parts together.</summary>
    internal ReadOnlySpan<byte> Join(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var total = header.Length + payload.Length;
        // Longer than any datagram: cut to what the system refuses by itself.
        payload = payload[..Math.Min(payload.Length, Math.Max(0, LargestDatagram - header.Length))];
        header = header[..Math.Min(header.Length, LargestDatagram)];
        header.CopyTo(_joined);
        payload.CopyTo(_joined.AsSpan(header.Length));
        return _joined.AsSpan(0, Math.Min(total, LargestDatagram));
    }

    /// <inheritdoc/>
    protected override void Flush()
    {
        // Nothing waits: datagrams leave as they are sent.
    }

    /// <inheritdoc/>
    protected override void ArmDeadline(TimeSpan deadline)
    {
        var now = Elapsed;
        if (Options.Beat != Timeout.InfiniteTimeSpan && deadline > now + Options.Beat)
            deadline = now + Options.Beat;
        if (deadline >= _armed)
            return;
        _armed = deadline;
        var due = deadline - now;
        // Rounded up: the system's timer counts whole milliseconds. Cut to what it takes; it is set again when it fires early.
        var milliseconds = Math.Clamp(Math.Ceiling(due.TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        BeginBatch();
        _armed = TimeSpan.MaxValue;
        EndBatch();
    }
}

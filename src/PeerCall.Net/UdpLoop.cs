using System.Net.Sockets;
using PeerCall.Net.Batched;
using PeerCall.Net.Portable;

namespace PeerCall.Net;

/// <summary>
/// Sockets with one thread that reads them, calls their receivers and sends what these queue. One gate covers all of it, so that what a
/// receiver owns has one user at a time; other threads come in through <see cref="Enter"/>.
/// </summary>
public abstract class UdpLoop : IDisposable
{
    /// <summary>System calls made for sending so far; what cannot be told is 0.</summary>
    internal virtual long SendCalls => 0;

    /// <summary>System calls made for receiving so far; what cannot be told is 0.</summary>
    internal virtual long ReceiveCalls => 0;

    /// <summary>Datagrams that the system did not take to send; what cannot be told is 0.</summary>
    internal virtual long Dropped => 0;

    /// <summary>Time since the loop was made; inside a batch the time when it began.</summary>
    public abstract TimeSpan Now { get; }

    /// <summary>
    /// Time since the last batch began. From any thread, without the gate: much more than <see cref="UdpLoopOptions.Beat"/> means that the loop hangs, in a receiver or
    /// because somebody keeps the gate.
    /// </summary>
    public abstract TimeSpan Silence { get; }

    /// <summary>
    /// When <see cref="UdpLoopOptions.OnDeadline"/> is to be called; <see cref="TimeSpan.MaxValue"/>: not. Set it under the gate. It is
    /// <see cref="TimeSpan.MaxValue"/> again when that call begins.
    /// </summary>
    public abstract TimeSpan Deadline { get; set; }

    /// <summary>Starts a loop: batched on Linux, portable elsewhere.</summary>
    public static UdpLoop Start(UdpLoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Portable || !SystemSupport.Batched ? new PortableUdpLoop(options) : new BatchedUdpLoop(options);
    }

    /// <summary>Opens a socket; under the gate.</summary>
    /// <returns>The socket, or null with the error: expected where ports are taken.</returns>
    public abstract UdpSocket? Open(in UdpBinding binding, IUdpReceiver receiver, out SocketError error);

    /// <summary>Takes the gate; disposing of what it returns sends what was queued and leaves. Not to be held across an await.</summary>
    public abstract Scope Enter();

    /// <summary>Stops the thread and closes all sockets. Idempotent; not from the loop itself.</summary>
    public abstract void Dispose();

    /// <summary>Sends what was queued and leaves the gate.</summary>
    protected abstract void Leave();

    /// <summary>The gate, held.</summary>
    public readonly ref struct Scope
    {
        private readonly UdpLoop _loop;

        internal Scope(UdpLoop loop) => _loop = loop;

        /// <summary>Leaves.</summary>
        public void Dispose() => _loop.Leave();
    }
}

using System.Buffers.Binary;
using System.Text;

namespace PeerCall.Sctp;

/// <summary>SHUTDOWN and its answers (RFC 9260 §9.2), and ABORT (§9.1).</summary>
internal sealed class Closing(AssociationContext context, DataSender sender, DataReceiver receiver)
{
    private const int MaxTextBytes = 128;

    /// <summary>Whether the association has ended by SHUTDOWN.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The application wants to end: what is queued goes out first.</summary>
    public void Start()
    {
        if (context.State == AssociationState.Established)
            context.State = AssociationState.ShutdownPending;
    }

    /// <summary>Goes on as soon as everything sent is acknowledged.</summary>
    public void Poll()
    {
        if (!sender.IsDone)
            return;
        if (context.State == AssociationState.ShutdownPending)
        {
            context.State = AssociationState.ShutdownSent;
            SendShutdown();
        }
        else if (context.State == AssociationState.ShutdownReceived)
        {
            SendShutdownAck();
        }
    }

    /// <summary>T2-shutdown ran out.</summary>
    public void OnTimeout()
    {
        context.Errors++;
        context.Rto.BackOff();
        if (context.State == AssociationState.ShutdownSent)
            SendShutdown();
        else if (context.State == AssociationState.ShutdownAckSent)
            SendShutdownAck();
    }

    /// <summary>SHUTDOWN came.</summary>
    public void OnShutdown()
    {
        if (context.State is AssociationState.Established or AssociationState.ShutdownPending)
            context.State = AssociationState.ShutdownReceived;
        else if (context.State is AssociationState.ShutdownSent or AssociationState.ShutdownAckSent)
            SendShutdownAck();
    }

    /// <summary>SHUTDOWN ACK came.</summary>
    public void OnShutdownAck()
    {
        if (context.State is not (AssociationState.ShutdownSent or AssociationState.ShutdownAckSent))
            return;
        context.TransmitEmptyChunk(ChunkType.ShutdownComplete);
        IsComplete = true;
    }

    /// <summary>SHUTDOWN COMPLETE came.</summary>
    public void OnShutdownComplete() => IsComplete |= context.State == AssociationState.ShutdownAckSent;

    /// <summary>Adds SHUTDOWN to a packet: with every SACK while the peer still sends (RFC 9260 §9.2).</summary>
    public void Write(PacketWriter packet) =>
        BinaryPrimitives.WriteUInt32BigEndian(packet.Append(ChunkType.Shutdown, 0, 4), receiver.CumulativeTsn);

    /// <summary>Sends ABORT, if the peer's tag is known.</summary>
    public void SendAbort(ErrorCauseCode cause, string text)
    {
        if (context.PeerTag == 0)
            return;
        Span<byte> buffer = stackalloc byte[MaxTextBytes];
        Encoding.UTF8.TryGetBytes(text, buffer, out var length);
        context.Packet.Begin(context.PeerTag);
        if (cause == ErrorCauseCode.None)
            context.Packet.Append(ChunkType.Abort, 0, 0);
        else
            ErrorCause.Write(context.Packet.Append(ChunkType.Abort, 0, ErrorCause.Size(length)), cause, buffer[..length]);
        context.Transmit();
    }

    private void SendShutdown()
    {
        context.Packet.Begin(context.PeerTag);
        Write(context.Packet);
        context.Transmit();
        context.Timers.Start(AssociationTimer.T2, context.Now + context.Rto.Current);
    }

    private void SendShutdownAck()
    {
        context.State = AssociationState.ShutdownAckSent;
        context.TransmitEmptyChunk(ChunkType.ShutdownAck);
        context.Timers.Start(AssociationTimer.T2, context.Now + context.Rto.Current);
    }
}

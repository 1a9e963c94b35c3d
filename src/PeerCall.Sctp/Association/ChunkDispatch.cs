using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>Decides whether a packet is for this association (RFC 9260 §8.5, §6.8), and gives each chunk to the part that it concerns.</summary>
internal sealed class ChunkDispatch(AssociationContext context, AssociationParts parts, EndAssociation end)
{
    private const byte TagReflected = 1;
    private readonly SackProcessing _sacks = new(context, parts.Sender);
    private bool _hasReported;

    /// <summary>Processes one packet, up to the first chunk that is not well-formed.</summary>
    public void OnPacket(ReadOnlySpan<byte> packet)
    {
        if (!IsForUs(packet, out var header))
        {
            context.Counters.PacketsDiscarded++;
            return;
        }

        context.Counters.PacketsReceived++;
        context.Counters.BytesReceived += packet.Length;
        _hasReported = false;
        var reader = new ChunkReader(packet[CommonHeader.Size..]);
        for (var isFirst = true; reader.Read(out var chunk); isFirst = false)
        {
            if (!IsTagRight(chunk, header.VerificationTag, isFirst && reader.IsAtEnd))
            {
                context.Counters.PacketsDiscarded++;
                break;
            }

            if (!OnChunk(chunk, header.VerificationTag))
                break;
        }

        if (context.State is not (AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed))
        {
            parts.Receiver.OnPacketEnd();
            parts.Reconfig.OnProgress();
            if (header.VerificationTag == context.LocalTag)
                parts.Heartbeat.LastHeard = context.Now;
        }
    }

    /// <summary>The association has ended: only a SHUTDOWN ACK, sent again because its answer was lost, is answered (RFC 9260 §8.4, 5).</summary>
    public void OnLatePacket(ReadOnlySpan<byte> packet)
    {
        if (!IsForUs(packet, out var header) || !new ChunkReader(packet[CommonHeader.Size..]).Read(out var chunk) || chunk.Type != ChunkType.ShutdownAck)
            return;
        context.Packet.Begin(header.VerificationTag);
        context.Packet.Append(ChunkType.ShutdownComplete, TagReflected, 0);
        context.Transmit();
    }

    private bool IsForUs(ReadOnlySpan<byte> packet, out CommonHeader header) =>
        CommonHeader.TryRead(packet, out header)
        && header.SourcePort == context.Options.RemotePort
        && header.DestinationPort == context.Options.LocalPort
        && IsChecksumRight(packet, header);

    private bool IsChecksumRight(ReadOnlySpan<byte> packet, CommonHeader header)
    {
        // A packet with INIT always has a checksum, since its sender cannot know what we accept (RFC 9653 §5.2).
        if (header.Checksum == 0 && context.Options.OfferZeroChecksum && packet[CommonHeader.Size] != (byte)ChunkType.Init)
            return true;
        return CommonHeader.ExpectedChecksum(packet) == header.Checksum;
    }

    private bool IsTagRight(Chunk chunk, uint tag, bool isAlone) => chunk.Type switch
    {
        ChunkType.Init => tag == 0 && isAlone,
        ChunkType.CookieEcho => tag != 0, // compared with the cookie
        ChunkType.Abort or ChunkType.ShutdownComplete when (chunk.Flags & TagReflected) != 0 => tag != 0 && tag == context.PeerTag,
        _ => tag != 0 && tag == context.LocalTag,
    };

    /// <summary>Returns whether the rest of the packet is to be processed.</summary>
    private bool OnChunk(Chunk chunk, uint tag)
    {
        switch (chunk.Type)
        {
            case ChunkType.Data or ChunkType.IData:
                return OnData(chunk);
            case ChunkType.Sack:
                OnSack(chunk);
                return true;
            case ChunkType.Init:
                parts.Handshake.OnInit(chunk);
                return false;
            case ChunkType.InitAck:
                parts.Handshake.OnInitAck(chunk);
                return true;
            case ChunkType.CookieEcho:
                return parts.Handshake.OnCookieEcho(chunk, tag);
            case ChunkType.CookieAck:
                parts.Handshake.OnCookieAck();
                return true;
            case ChunkType.Heartbeat:
                if (IsUp)
                    parts.Heartbeat.OnHeartbeat(chunk);
                return true;
            case ChunkType.HeartbeatAck:
                if (!parts.PathMtu.OnAcknowledgement(chunk))
                    parts.Heartbeat.OnAcknowledgement(chunk);
                return true;
            case ChunkType.Pad:
                return true;
            case ChunkType.Abort:
                OnAbort(chunk);
                return false;
            case ChunkType.Error:
                if (ErrorCause.ReadFirst(chunk.Body).Code == ErrorCauseCode.StaleCookie)
                    parts.Handshake.OnStaleCookie();
                return true;
            case ChunkType.Shutdown:
                OnShutdown(chunk);
                return true;
            case ChunkType.ShutdownAck:
                parts.Closing.OnShutdownAck();
                return true;
            case ChunkType.ShutdownComplete:
                parts.Closing.OnShutdownComplete();
                return true;
            case ChunkType.ForwardTsn or ChunkType.IForwardTsn:
                OnForwardTsn(chunk);
                return true;
            case ChunkType.Reconfig:
                if (context.State is AssociationState.Established)
                    parts.Reconfig.OnChunk(chunk);
                return true;
            default:
                return OnUnknown(chunk);
        }
    }

    private bool IsUp => context.State is not (AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed);

    private bool OnData(Chunk chunk)
    {
        if (!context.CanReceiveData || !DataChunk.TryRead(chunk, out var data))
            return true;
        if (data.Payload.IsEmpty)
        {
            // RFC 9260 §6.2: the TSN cannot be acknowledged, so the association could not go on.
            end(new SctpCloseReason(SctpCloseKind.AbortedLocally, ErrorCauseCode.NoUserData, ""));
            return false;
        }

        var fault = parts.Receiver.OnData(data, out var violation);
        if (fault == ErrorCauseCode.None)
            return true;
        if (fault == ErrorCauseCode.InvalidStreamIdentifier)
        {
            Report(fault, [(byte)(data.StreamId >> 8), (byte)data.StreamId, 0, 0]);
            return true;
        }

        end(new SctpCloseReason(SctpCloseKind.AbortedLocally, fault, violation));
        return false;
    }

    private void OnSack(Chunk chunk)
    {
        if (IsUp && SackChunk.TryRead(chunk, out var sack) && _sacks.Process(sack))
            parts.Resets.OnProgress();
    }

    private void OnShutdown(Chunk chunk)
    {
        if (!IsUp || chunk.Body.Length < 4)
            return;
        _sacks.Process(SackChunk.Of(BinaryPrimitives.ReadUInt32BigEndian(chunk.Body), (uint)Math.Min(parts.Sender.AdvertisedWindow, uint.MaxValue)));
        parts.Closing.OnShutdown();
    }

    private void OnForwardTsn(Chunk chunk)
    {
        var isRightKind = (chunk.Type == ChunkType.IForwardTsn) == context.IsInterleaved;
        if (context.CanReceiveData && isRightKind && ForwardTsnChunk.TryRead(chunk, out var forward))
            parts.Receiver.OnForwardTsn(forward);
    }

    private void OnAbort(Chunk chunk)
    {
        if (context.State == AssociationState.Closed)
            return;
        var (code, text) = ErrorCause.ReadFirst(chunk.Body);
        end(new SctpCloseReason(SctpCloseKind.AbortedByPeer, code, text));
    }

    /// <summary>A chunk type that is not known: its two high bits say what to do (RFC 9260 §3.2).</summary>
    private bool OnUnknown(Chunk chunk)
    {
        if (UnknownType.IsReported((byte)chunk.Type) && IsUp)
            Report(ErrorCauseCode.UnrecognizedChunkType, chunk.Whole);
        return UnknownType.GoesOn((byte)chunk.Type);
    }

    /// <summary>Sends an ERROR, once for a packet, with as much of the information as fits.</summary>
    private void Report(ErrorCauseCode cause, ReadOnlySpan<byte> information)
    {
        if (_hasReported)
            return;
        _hasReported = true;
        context.Packet.Begin(context.PeerTag);
        var room = context.Packet.Remaining - Chunk.HeaderSize - ErrorCause.HeaderSize;
        information = information[..Math.Min(information.Length, room)];
        ErrorCause.Write(context.Packet.Append(ChunkType.Error, 0, ErrorCause.Size(information.Length)), cause, information);
        context.Transmit();
    }
}

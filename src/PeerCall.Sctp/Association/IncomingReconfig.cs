using System.Buffers.Binary;

namespace PeerCall.Sctp;

/// <summary>The peer's re-configuration requests (RFC 6525 §5.2), each answered once and answered the same when it comes again.</summary>
internal sealed class IncomingReconfig(AssociationContext context, SendQueue queue, DataReceiver receiver, OutgoingResets resets)
{
    /// <summary>A chunk has one or two parameters (RFC 6525 §3.1).</summary>
    private const int MaxParameters = 2;

    private uint _nextSequence;
    private ReconfigResult _lastResult;

    // A reset of streams with data still on its way: performed as soon as that has come.
    private ushort[]? _deferred;
    private uint _deferredTsn;

    private uint LastSequence => unchecked(_nextSequence - 1);

    /// <summary>Starts with a new or restarted peer.</summary>
    public void Start(uint peerInitialTsn)
    {
        _nextSequence = peerInitialTsn;
        _lastResult = ReconfigResult.NothingToDo;
        _deferred = null;
        resets.PeerSequence = LastSequence;
    }

    /// <summary>RE-CONFIG came.</summary>
    public void OnChunk(Chunk chunk)
    {
        var reader = new ParameterReader(chunk.Body);
        for (var i = 0; i < MaxParameters && reader.Read(); i++)
        {
            if (reader.Type == ParameterType.ReconfigResponse)
            {
                if (ReconfigResponse.TryRead(reader.Value, out var response))
                    resets.OnResponse(response);
            }
            else if (reader.Type is >= ParameterType.OutgoingSsnReset and <= ParameterType.AddIncomingStreams && reader.Value.Length >= 4)
            {
                OnRequest(reader.Type, reader.Value);
            }
        }
    }

    /// <summary>More data came: a reset that waited for it may be due.</summary>
    public void OnProgress()
    {
        if (_deferred is null || !SerialNumber.LessOrEqual(_deferredTsn, receiver.CumulativeTsn))
            return;
        var streams = _deferred;
        _deferred = null;
        Perform(streams);
        _lastResult = ReconfigResult.Performed;
        Respond(LastSequence, _lastResult);
    }

    private void OnRequest(ushort type, ReadOnlySpan<byte> value)
    {
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (sequence == LastSequence)
        {
            OnProgress();
            Respond(sequence, _lastResult);
            return;
        }

        if (sequence != _nextSequence)
        {
            Respond(sequence, ReconfigResult.BadSequenceNumber);
            return;
        }

        _nextSequence++;
        resets.PeerSequence = sequence;
        _deferred = null;
        _lastResult = type switch
        {
            ParameterType.OutgoingSsnReset => ResetIncoming(value),
            ParameterType.IncomingSsnReset => ResetOutgoing(value),
            ParameterType.AddOutgoingStreams => AddInbound(value),
            _ => ReconfigResult.Denied,
        };
        Respond(sequence, _lastResult);
    }

    private ReconfigResult ResetIncoming(ReadOnlySpan<byte> value)
    {
        if (!OutgoingSsnReset.TryRead(value, out var request))
            return ReconfigResult.Denied;
        var streams = new ushort[request.Count];
        for (var i = 0; i < streams.Length; i++)
            streams[i] = request[i];
        if (!SerialNumber.LessOrEqual(request.LastAssignedTsn, receiver.CumulativeTsn))
        {
            (_deferred, _deferredTsn) = (streams, request.LastAssignedTsn);
            return ReconfigResult.InProgress;
        }

        Perform(streams);
        return ReconfigResult.Performed;
    }

    private void Perform(ushort[] streams)
    {
        receiver.ResetStreams(streams);
        context.Output.OnIncomingStreamsReset(streams);
    }

    /// <summary>The peer asks for a reset of our streams (RFC 6525 §5.2.3): of those that are in use.</summary>
    private ReconfigResult ResetOutgoing(ReadOnlySpan<byte> value)
    {
        var any = false;
        for (var offset = 4; offset + 2 <= value.Length; offset += 2)
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(value[offset..]);
            if (queue.Find(id) is null)
                continue;
            resets.Request(id);
            any = true;
        }

        return any ? ReconfigResult.Performed : ReconfigResult.NothingToDo;
    }

    private ReconfigResult AddInbound(ReadOnlySpan<byte> value)
    {
        if (value.Length < 8)
            return ReconfigResult.Denied;
        var streams = context.InboundStreams + BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        if (streams > ushort.MaxValue)
            return ReconfigResult.Denied;
        context.InboundStreams = streams;
        return ReconfigResult.Performed;
    }

    private void Respond(uint sequence, ReconfigResult result)
    {
        context.Packet.Begin(context.PeerTag);
        new ReconfigResponse(sequence, result).Write(context.Packet);
        context.Transmit();
    }
}

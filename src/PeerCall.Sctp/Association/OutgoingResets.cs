namespace PeerCall.Sctp;

/// <summary>
/// Resets of our streams (RFC 6525 §5.1.2): each waits until its stream is empty and the peer has everything, then goes out with the
/// others that are ready; one request is on its way at a time.
/// </summary>
internal sealed class OutgoingResets(AssociationContext context, SendQueue queue, DataSender sender)
{
    private readonly List<ushort> _waiting = [];
    private readonly List<ushort> _requested = [];
    private uint _nextSequence;
    private uint _lastAssignedTsn;
    private bool _mayBeReady;

    /// <summary>Sequence number of the peer's last request, which ours mention.</summary>
    public uint PeerSequence { get; set; }

    /// <summary>Starts with a new or restarted peer.</summary>
    public void Start(uint localInitialTsn)
    {
        _nextSequence = localInitialTsn;
        _requested.Clear();
        _mayBeReady = _waiting.Count > 0;
    }

    /// <summary>Asks for the reset of a stream. What is queued on it still goes out.</summary>
    public void Request(ushort id)
    {
        var stream = queue.GetOrAdd(id);
        if (stream.IsResetting)
            return;
        stream.IsResetting = true;
        _waiting.Add(id);
        _mayBeReady = true;
    }

    /// <summary>The cumulative acknowledgement moved: streams may have drained.</summary>
    public void OnProgress() => _mayBeReady = _waiting.Count > 0;

    /// <summary>Sends a request if one is possible.</summary>
    public void Poll()
    {
        if (!_mayBeReady || _requested.Count > 0 || context.State != AssociationState.Established)
            return;
        _mayBeReady = false;
        var most = OutgoingSsnReset.MaxStreams(context.Options.MaxPacketSize);
        var kept = 0;
        for (var i = 0; i < _waiting.Count; i++)
        {
            var id = _waiting[i];
            if (_requested.Count < most && queue.Find(id) is not { IsDrained: false })
                _requested.Add(id);
            else
                _waiting[kept++] = id;
        }

        _waiting.RemoveRange(kept, _waiting.Count - kept);
        if (_requested.Count == 0)
            return;
        if (!context.Negotiated.Has(Capabilities.Reconfig))
        {
            Complete(performed: false);
            return;
        }

        _lastAssignedTsn = unchecked(sender.Chunks.Next - 1);
        Send();
    }

    /// <summary>T-reconfig ran out (RFC 6525 §5.1.1): the same request once more.</summary>
    public void OnTimeout()
    {
        if (_requested.Count == 0)
            return;
        context.Errors++;
        context.Rto.BackOff();
        Send();
    }

    /// <summary>The peer has answered (RFC 6525 §5.2.7).</summary>
    public void OnResponse(ReconfigResponse response)
    {
        if (_requested.Count == 0 || response.RequestSequence != _nextSequence)
            return;
        context.Errors = 0;
        if (response.Result == ReconfigResult.InProgress)
        {
            context.Timers.Start(AssociationTimer.Reconfig, context.Now + context.Rto.Current);
            return;
        }

        _nextSequence++;
        context.Timers.Stop(AssociationTimer.Reconfig);
        Complete(response.Result is ReconfigResult.Performed or ReconfigResult.NothingToDo);
    }

    /// <summary>The association ended, or lost its streams.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _requested.Clear();
        _mayBeReady = false;
    }

    private void Complete(bool performed)
    {
        var ids = _requested.ToArray();
        _requested.Clear();
        _mayBeReady = _waiting.Count > 0;
        foreach (var id in ids)
        {
            if (performed)
                queue.Remove(id);
            else if (queue.Find(id) is { } stream)
                stream.IsResetting = false; // its numbers go on, as the peer expects
            context.Output.OnOutgoingStreamReset(id, performed);
        }
    }

    private void Send()
    {
        context.Packet.Begin(context.PeerTag);
        OutgoingSsnReset.Write(context.Packet, _nextSequence, PeerSequence, _lastAssignedTsn, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_requested));
        context.Transmit();
        context.Timers.Start(AssociationTimer.Reconfig, context.Now + context.Rto.Current);
    }
}

namespace PeerCall.Sctp;

/// <summary>What a SACK does to the chunks in flight (RFC 9260 §6.2.1, §7.2.4). Its cost is what it changes, and the gap blocks it lists.</summary>
internal sealed class SackProcessing(AssociationContext context, DataSender sender)
{
    private const int MissesUntilLost = 3;

    /// <summary>
    /// Processes a SACK. One that is older than what is known is ignored, as is one for what was never sent, and each gap block that is
    /// reversed or reaches beyond what was sent.
    /// </summary>
    /// <returns>Whether the SACK was for this association's data.</returns>
    public bool Process(in SackChunk sack)
    {
        var chunks = sender.Chunks;
        var cumulative = sack.CumulativeTsn;
        if (SerialNumber.Less(cumulative, chunks.First - 1) || !SerialNumber.Less(cumulative, chunks.Next))
            return false;

        var flightBefore = chunks.Bytes;
        var advanced = cumulative != chunks.First - 1;
        long acknowledged = 0;
        var highest = unchecked(chunks.First - 1);
        while (SerialNumber.LessOrEqual(chunks.First, cumulative))
            acknowledged += AcknowledgeFirst(chunks, ref highest);

        var reported = cumulative;
        for (var i = 0; i < sack.GapCount; i++)
        {
            var (start, end) = sack.Gap(i);
            var last = unchecked(cumulative + end);
            // Offset 1 would be the chunk that the cumulative TSN says is missing.
            if (start < 2 || end < start || !SerialNumber.Less(last, chunks.Next))
                continue;
            acknowledged += AcknowledgeBlock(chunks, unchecked(cumulative + start), last, ref highest);
            if (SerialNumber.Less(reported, last))
                reported = last;
        }

        sender.AdvertisedWindow = sack.ReceiverWindow;
        if (acknowledged > 0 || sack.ReceiverWindow < context.Options.MaxPacketSize)
            context.Errors = 0;
        if (acknowledged > 0)
            context.Rto.EndBackOff();
        sender.Window.OnAcknowledged(acknowledged, flightBefore, cumulative, advanced);
        CountMisses(chunks, sender.Window.IsInRecovery && advanced ? reported : highest);
        sender.Abandonment.Advance(chunks, again: advanced);
        if (advanced || !context.Timers.IsRunning(AssociationTimer.T3))
            sender.RestartTimer();
        return true;
    }

    private long AcknowledgeFirst(InFlightChunks chunks, ref uint highest)
    {
        var tsn = chunks.First;
        var bytes = chunks.RemoveFirst(out var message);
        if (bytes > 0)
        {
            highest = tsn;
            sender.OnAcknowledged(tsn);
        }

        sender.RecycleIfDone(message);
        return bytes;
    }

    private long AcknowledgeBlock(InFlightChunks chunks, uint first, uint last, ref uint highest)
    {
        long bytes = 0;
        var end = unchecked(last + 1);
        for (var tsn = chunks.GapAcknowledged.Next(first, end, false); tsn != end; tsn = chunks.GapAcknowledged.Next(tsn, end, false))
        {
            bytes += chunks.MarkGapAcknowledged(tsn);
            sender.OnAcknowledged(tsn);
            if (SerialNumber.Less(highest, tsn))
                highest = tsn;
        }

        return bytes;
    }

    /// <summary>
    /// Counts what later arrivals overtook. A chunk that was sent again counts only what was sent after that, so it can be found missing
    /// once more: RFC 9260 §7.2.4 (5) leaves it to T3-rtx instead, because there a SACK cannot tell the two transmissions apart.
    /// </summary>
    private void CountMisses(InFlightChunks chunks, uint limit)
    {
        if (!SerialNumber.Less(chunks.First, limit))
            return;
        for (var tsn = chunks.Outstanding.Next(chunks.First, limit); tsn != limit; tsn = chunks.Outstanding.Next(tsn + 1, limit))
        {
            ref var chunk = ref chunks[tsn];
            if (SerialNumber.Less(chunk.SentBefore, limit) && ++chunk.Misses >= MissesUntilLost)
                sender.OnMissing(tsn);
        }
    }
}

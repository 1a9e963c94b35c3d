namespace PeerCall.Ice;

/// <summary>Takes the snapshot.</summary>
internal static class IceStatisticsReader
{
    public static IceStatistics Read(LocalCandidateSet local, IceSession session, PairInUse inUse, IceRole role)
    {
        var pairs = new List<CandidatePairStatistics>();
        var locals = new List<LocalCandidate>(local.Candidates);
        var remotes = new List<RemoteCandidateStatistics>();
        Read(session);
        // The pair that carries data is there, also while its generation is on the way out.
        if (inUse.Session is { } previous && previous != session)
            Read(previous);
        return new IceStatistics(inUse.Pair?.Id, pairs, locals, remotes);

        void Read(IceSession generation)
        {
            locals.AddRange(generation.PeerReflexive);
            foreach (var remote in generation.Remote.Candidates)
                remotes.Add(new RemoteCandidateStatistics(remote.Id, remote.Address, remote.Name, remote.Type, remote.Priority, remote.Foundation));
            foreach (var pair in generation.List.Pairs)
                pairs.Add(Of(pair, role));
        }
    }

    private static CandidatePairStatistics Of(CandidatePair pair, IceRole role) => new()
    {
        Id = pair.Id,
        LocalCandidateId = pair.Local.Id,
        RemoteCandidateId = pair.Remote.Id,
        State = pair.State,
        Nominated = pair.IsNominated,
        Priority = pair.PriorityFor(role),
        PacketsSent = pair.Counters.PacketsSent,
        PacketsReceived = pair.Counters.PacketsReceived,
        BytesSent = pair.Counters.BytesSent,
        BytesReceived = pair.Counters.BytesReceived,
        LastPacketSent = pair.Counters.LastPacketSentAt,
        LastPacketReceived = pair.Counters.LastPacketReceivedAt,
        TotalRoundTripTime = pair.Counters.TotalRoundTripTime,
        CurrentRoundTripTime = pair.Counters.CurrentRoundTripTime,
        RequestsReceived = pair.Counters.RequestsReceived,
        RequestsSent = pair.Counters.RequestsSent,
        ResponsesReceived = pair.Counters.ResponsesReceived,
        ResponsesSent = pair.Counters.ResponsesSent,
        ConsentRequestsSent = pair.Counters.ConsentRequestsSent,
    };
}

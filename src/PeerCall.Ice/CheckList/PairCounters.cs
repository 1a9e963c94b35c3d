namespace PeerCall.Ice;

/// <summary>What W3C's RTCIceCandidatePairStats counts.</summary>
internal sealed class PairCounters
{
    public long RequestsSent { get; set; }

    public long RequestsReceived { get; set; }

    public long ResponsesSent { get; set; }

    public long ResponsesReceived { get; set; }

    public long ConsentRequestsSent { get; set; }

    public long PacketsSent { get; set; }

    public long PacketsReceived { get; set; }

    public long BytesSent { get; set; }

    public long BytesReceived { get; set; }

    public TimeSpan? LastPacketSentAt { get; set; }

    public TimeSpan? LastPacketReceivedAt { get; set; }

    public TimeSpan? CurrentRoundTripTime { get; set; }

    public TimeSpan TotalRoundTripTime { get; set; }

    public void Sent(int bytes, TimeSpan now)
    {
        PacketsSent++;
        BytesSent += bytes;
        LastPacketSentAt = now;
    }

    public void Received(int bytes, TimeSpan now)
    {
        PacketsReceived++;
        BytesReceived += bytes;
        LastPacketReceivedAt = now;
    }

    /// <summary>A check of the other end came and was answered.</summary>
    public void Answered()
    {
        RequestsReceived++;
        ResponsesSent++;
    }

    public void RoundTrip(TimeSpan time)
    {
        CurrentRoundTripTime = time;
        TotalRoundTripTime += time;
    }
}

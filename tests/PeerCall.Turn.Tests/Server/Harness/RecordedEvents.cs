using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

internal sealed class RecordedEvents : ITurnServerEvents
{
    public bool Keeps { get; set; } = true;

    public List<AllocationFacts> Made { get; } = [];

    public List<(AllocationFacts Facts, AllocationEnd Reason, RelayedTraffic Traffic, TimeSpan Duration)> Ended { get; } = [];

    public List<(StunMethod Method, int Code, string? User)> Refused { get; } = [];

    public List<PeerAddressVerdict> Denied { get; } = [];

    public Dictionary<TurnDrop, int> Drops { get; } = Enum.GetValues<TurnDrop>().ToDictionary(static cause => cause, static _ => 0);

    public void AllocationMade(AllocationFacts allocation, ITrafficCounters counters)
    {
        if (Keeps)
            Made.Add(allocation);
    }

    public void AllocationEnded(AllocationFacts allocation, AllocationEnd reason, RelayedTraffic traffic, TimeSpan duration)
    {
        if (Keeps)
            Ended.Add((allocation, reason, traffic, duration));
    }

    public void RequestRefused(StunMethod method, int code, in FiveTuple client, string? user)
    {
        if (Keeps)
            Refused.Add((method, code, user));
    }

    public void PeerDenied(AllocationFacts allocation, in TransportAddress peer, PeerAddressVerdict verdict, bool isProven)
    {
        if (Keeps)
            Denied.Add(verdict);
    }

    public void Dropped(TurnDrop cause) => Drops[cause]++;
}

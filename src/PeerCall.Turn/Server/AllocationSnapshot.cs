namespace PeerCall.Turn.Server;

/// <summary>An allocation at one moment, for who operates the server.</summary>
/// <param name="Facts">What does not change.</param>
/// <param name="Traffic">What it has relayed so far.</param>
/// <param name="Age">Since it was made.</param>
/// <param name="Remaining">Until it ends, unless it is refreshed.</param>
/// <param name="Permissions">Permissions; some may have just expired.</param>
/// <param name="Channels">Channel bindings; those in quarantine included.</param>
public readonly record struct AllocationSnapshot(
    AllocationFacts Facts, RelayedTraffic Traffic, TimeSpan Age, TimeSpan Remaining, int Permissions, int Channels)
{
    internal static AllocationSnapshot Of(Allocation allocation, TimeSpan now)
    {
        var ipv4 = Remaining(allocation, AllocationDeadline.RelayedIPv4, now);
        var ipv6 = Remaining(allocation, AllocationDeadline.RelayedIPv6, now);
        return new(
            allocation.Facts, allocation.Meter.Traffic, now - allocation.MadeAt, ipv4 > ipv6 ? ipv4 : ipv6, allocation.Permissions.Count, allocation.Channels.Count);

        static TimeSpan Remaining(Allocation allocation, AllocationDeadline name, TimeSpan now) =>
            allocation.Deadlines[name] is var at && at != TimeSpan.MaxValue && at > now ? at - now : TimeSpan.Zero;
    }
}

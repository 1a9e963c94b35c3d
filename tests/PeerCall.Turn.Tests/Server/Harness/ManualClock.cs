namespace PeerCall.Turn.Tests.Server;

/// <summary>Wall clock and timestamps that stand still until they are told to go on.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _elapsed.Ticks;

    public void Advance(TimeSpan time)
    {
        _now += time;
        _elapsed += time;
    }
}

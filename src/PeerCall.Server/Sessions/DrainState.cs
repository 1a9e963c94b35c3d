using PeerCall.Server.Telemetry;

namespace PeerCall.Server.Sessions;

/// <summary>Where the server stands between its start and its stop.</summary>
internal sealed class DrainState(TimeProvider time) : IDrainState
{
    private readonly long _startedAt = time.GetTimestamp();
    private volatile bool _draining;

    /// <inheritdoc />
    public bool IsDraining => _draining;

    public void Begin() => _draining = true;

    /// <summary>So long after its start the server still waits for peers of the run before.</summary>
    public TimeSpan SettleTime(TimeSpan window)
    {
        var left = window - time.GetElapsedTime(_startedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

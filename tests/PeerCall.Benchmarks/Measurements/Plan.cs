namespace PeerCall.Benchmarks.Measurements;

/// <summary>How long and how much.</summary>
/// <param name="WarmUp">Full load before every measurement: the runtime compiles its hot paths in that time.</param>
/// <param name="Measure">The measured time.</param>
/// <param name="Settle">Quiet time before memory is read or the paced load begins.</param>
/// <param name="IdleConnections">Connections for the memory measurement, even.</param>
internal sealed record Plan(TimeSpan WarmUp, TimeSpan Measure, TimeSpan Settle, int IdleConnections)
{
    /// <summary>What the published figures are measured with.</summary>
    public static Plan Full { get; } = new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(3), 5000);

    /// <summary>A short trial of everything; its figures are for nobody.</summary>
    public static Plan Quick { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(1), 600);
}

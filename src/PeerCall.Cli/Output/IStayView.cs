namespace PeerCall.Cli.Output;

/// <summary>Shows a stay. Safe from any thread; does not block for long.</summary>
internal interface IStayView : IAsyncDisposable
{
    /// <summary>How often it wants statistics if nobody asks for another pace; null: never.</summary>
    TimeSpan? StatsInterval { get; }

    void Show(StayEvent what);
}

namespace PeerCall.Cli.Output;

/// <summary>One event a line.</summary>
internal sealed class JsonView(TextWriter output) : IStayView
{
    private readonly Lock _gate = new();

    public TimeSpan? StatsInterval => null;

    public void Show(StayEvent what)
    {
        lock (_gate)
        {
            output.WriteLine(what.ToJson());
            output.Flush();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

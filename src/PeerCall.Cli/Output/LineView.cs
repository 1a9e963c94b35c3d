namespace PeerCall.Cli.Output;

/// <summary>A sentence a line, where the output is no terminal.</summary>
internal sealed class LineView(TextWriter output) : IStayView
{
    private readonly Lock _gate = new();
    private readonly EventLines _lines = new();

    public TimeSpan? StatsInterval => null;

    public void Show(StayEvent what)
    {
        lock (_gate)
        {
            if (_lines.Of(what) is { } line)
                output.WriteLine(line);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

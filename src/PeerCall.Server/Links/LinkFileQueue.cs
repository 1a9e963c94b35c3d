using System.Threading.Channels;

namespace PeerCall.Server.Links;

/// <summary>What waits to be written, so that no disk ever holds a room up. Beyond its bound lines are lost, and counted.</summary>
internal sealed class LinkFileQueue(LinksOptions options)
{
    /// <summary>Records that wait at most; some megabytes.</summary>
    public const int Capacity = 4_096;

    private readonly Channel<LinkRecord> _waiting = Channel.CreateBounded<LinkRecord>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long _lost;

    /// <summary>Where they come out.</summary>
    public ChannelReader<LinkRecord> Waiting => _waiting.Reader;

    /// <summary>Lines that were lost and not told of yet.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Takes a link that has ended. Never waits.</summary>
    public void Add(LinkRecord record)
    {
        if (options.File && !_waiting.Writer.TryWrite(record))
            Lose(1);
    }

    /// <summary>Counts lines that could not be written.</summary>
    public void Lose(int lines) => Interlocked.Add(ref _lost, lines);

    /// <summary>Begins to count anew.</summary>
    /// <returns>Lines lost so far.</returns>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);
}

namespace PeerCall.Benchmarks.Rtc;

/// <summary>Two peers of one kind, each a process with a core of its own.</summary>
internal sealed class PeerPair(PeerKind kind) : IDisposable
{
    /// <summary>The one that offers and sends.</summary>
    public PeerProcess Sender { get; } = new(kind.Command, core: 0);

    /// <summary>The other one.</summary>
    public PeerProcess Receiver { get; } = new(kind.Command, core: 1);

    /// <summary>Opens a channel on a new connection.</summary>
    /// <returns>Milliseconds from the beginning of the offer to the open channel, descriptions handed over by this program.</returns>
    public double Open()
    {
        var offer = Sender.Do(new PeerCommand("offer")).Sdp;
        var answer = Receiver.Do(new PeerCommand("answer") { Sdp = offer }).Sdp;
        return Sender.Do(new PeerCommand("accept") { Sdp = answer }).Value;
    }

    /// <summary>Closes all connections.</summary>
    public void Close()
    {
        Sender.Do(new PeerCommand("close"));
        Receiver.Do(new PeerCommand("close"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }
}

/// <summary>A kind of peer.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Command">How to start one.</param>
internal sealed record PeerKind(string Name, IReadOnlyList<string> Command);

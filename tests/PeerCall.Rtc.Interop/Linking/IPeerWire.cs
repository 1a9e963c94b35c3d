namespace PeerCall.Rtc.Interop.Linking;

/// <summary>Lines of JSON to a program that holds foreign peers, and from it.</summary>
internal interface IPeerWire : IAsyncDisposable
{
    /// <summary>Sends one line.</summary>
    Task Send(string line, CancellationToken cancellation);

    /// <summary>The next line; null: it has ended.</summary>
    Task<string?> Receive(CancellationToken cancellation);
}

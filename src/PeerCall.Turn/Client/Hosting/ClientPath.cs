using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>
/// The way to the server, and what gives the machine its messages and its time. One gate covers the machine; everything below runs under it.
/// </summary>
internal abstract class ClientPath : IAsyncDisposable
{
    /// <summary>Does something to the machine under the gate, with the time.</summary>
    public abstract void Run<T>(T state, Action<TurnClient, T, TimeSpan> action);

    /// <summary>Sends data to a peer, under the gate.</summary>
    public abstract TurnSendResult Send(in TransportAddress peer, ReadOnlySpan<byte> data);

    /// <summary>Sends a message of the machine; called by it, so under the gate already.</summary>
    public abstract void Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);

    /// <summary>Begins to feed the machine.</summary>
    public abstract void Start(TurnClient client);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

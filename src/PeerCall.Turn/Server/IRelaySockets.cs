using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Opens the sockets that relayed transport addresses stand for.</summary>
public interface IRelaySockets
{
    /// <summary>Opens one.</summary>
    /// <param name="relayed">The relayed transport address, as the client will be told: the public address with the port to bind.</param>
    /// <returns>The socket, or null if the port cannot be had.</returns>
    IRelaySocket? TryOpen(in TransportAddress relayed);
}

/// <summary>
/// The socket of a relayed transport address. Who opened it hands what it receives to <see cref="TurnServer.ReceiveFromPeer"/>, with
/// <see cref="Allocation"/>.
/// </summary>
public interface IRelaySocket
{
    /// <summary>The allocation it belongs to. Null between opening and the end of Allocate, and once that has ended: what arrives then is dropped.</summary>
    Allocation? Allocation { get; set; }

    /// <summary>Sends to a peer; what cannot be sent now is lost.</summary>
    /// <param name="peer">Whom to.</param>
    /// <param name="data">The application's data; copied, unless it lies in the datagram that is just being received.</param>
    void Send(in TransportAddress peer, ReadOnlySpan<byte> data);

    /// <summary>Closes it, so that its port can be had again. Idempotent; from any loop.</summary>
    void Close();
}

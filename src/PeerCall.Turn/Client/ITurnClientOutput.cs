using PeerCall.Stun;

namespace PeerCall.Turn.Client;

/// <summary>
/// What a <see cref="TurnClient"/> says. Called from inside its methods, on the caller's thread. Events may call back into the client; <see cref="Transmit"/> may not.
/// </summary>
public interface ITurnClientOutput
{
    /// <summary>Sends one message to the server, made of two parts. Over TCP and TLS zero bytes follow up to a multiple of 4 (RFC 8656 §12.5).</summary>
    /// <param name="header">First part, up to 64 KiB; only good during the call.</param>
    /// <param name="payload">Second part, often empty; only good during the call.</param>
    void Transmit(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);

    /// <summary>The allocation is made.</summary>
    void Allocated(TurnAllocation allocation);

    /// <summary>A peer's datagram came through the relay.</summary>
    /// <param name="peer">Who sent it, as the relay saw it.</param>
    /// <param name="data">Only good during the call.</param>
    void Data(in TransportAddress peer, ReadOnlySpan<byte> data);

    /// <summary>A peer may be reached; said once, not at every refresh.</summary>
    /// <param name="peer">Permissions are for an address whatever the port (RFC 8656 §9): the port is 0.</param>
    void PermissionGranted(in TransportAddress peer);

    /// <summary>A peer may not be reached, or not any longer.</summary>
    /// <param name="peer">Port 0.</param>
    /// <param name="failure">Why.</param>
    void PermissionRefused(in TransportAddress peer, TurnFailure failure);

    /// <summary>A Refresh succeeded: the server has the allocation.</summary>
    void Refreshed();

    /// <summary>
    /// A Refresh failed. The allocation lives on until its lifetime ends, and the client keeps asking every 5 s; fresh credentials may help, see
    /// <see cref="TurnClient.UpdateCredentials"/>.
    /// </summary>
    void RefreshRefused(TurnFailure failure);

    /// <summary>There is no allocation, or not any longer. The last event.</summary>
    void Failed(TurnFailure failure);

    /// <summary>The allocation was released, or the server was told so often enough. The last event.</summary>
    void Closed();
}

/// <summary>What the server has given.</summary>
/// <param name="Relayed">The relayed transport address: where peers send to.</param>
/// <param name="Mapped">The client's server-reflexive address, as the server sees it; over TCP and TLS of no use to ICE.</param>
/// <param name="Lifetime">How long it lasts without a Refresh.</param>
public sealed record TurnAllocation(TransportAddress Relayed, TransportAddress Mapped, TimeSpan Lifetime);

/// <summary>What became of data given to <see cref="TurnClient.Send"/>.</summary>
public enum TurnSendResult
{
    /// <summary>Sent as ChannelData: 4 bytes more than the data.</summary>
    AsChannelData,

    /// <summary>Sent as a Send indication: 36 bytes more than the data, 48 with IPv6. The server drops it while there is no permission.</summary>
    AsIndication,

    /// <summary>Dropped: there is no allocation yet, or not any longer.</summary>
    NotAllocated,

    /// <summary>Dropped: longer than <see cref="TurnClient.MaxDataLength"/>.</summary>
    TooLong,

    /// <summary>Dropped: the peer is of the other address family (RFC 8656 §4.4).</summary>
    WrongFamily,

    /// <summary>Dropped: the server has refused this peer lately.</summary>
    Refused,
}

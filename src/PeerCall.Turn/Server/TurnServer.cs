using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// The TURN server for the clients of one loop (RFC 8656): takes what arrives and the time, sends through what it is given. No sockets, no clock,
/// one caller at a time. What several of them share (ports, quotas, credentials, nonces, policy) is in <see cref="TurnServerShared"/>.
/// </summary>
public sealed class TurnServer
{
    /// <summary>Makes a server without allocations.</summary>
    public TurnServer(TurnServerShared shared, IRelaySockets sockets) => throw new NotImplementedException();

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public TimeSpan Deadline => throw new NotImplementedException();

    /// <summary>Takes one message of a client: a STUN message or ChannelData, without the padding of TCP.</summary>
    public void ReceiveFromClient(in FiveTuple client, IClientPath path, ReadOnlySpan<byte> message, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Takes one datagram of a peer.</summary>
    public void ReceiveFromPeer(Allocation allocation, in TransportAddress peer, ReadOnlySpan<byte> data, TimeSpan now) => throw new NotImplementedException();

    /// <summary>A client's TCP or TLS connection has ended: its allocation ends.</summary>
    public void Disconnect(in FiveTuple client, TimeSpan now) => throw new NotImplementedException();

    /// <summary>Whether this client has an allocation; a TCP connection without one is closed after a while.</summary>
    public bool HasAllocation(in FiveTuple client) => throw new NotImplementedException();

    /// <summary>Ends what has expired.</summary>
    public void Advance(TimeSpan now) => throw new NotImplementedException();

    /// <summary>Ends all allocations.</summary>
    public void Stop(TimeSpan now) => throw new NotImplementedException();
}

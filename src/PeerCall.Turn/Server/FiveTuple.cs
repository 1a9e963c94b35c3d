using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What a client speaks with the server.</summary>
public enum ClientTransport
{
    /// <summary>UDP.</summary>
    Udp,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>TLS over TCP.</summary>
    Tls,
}

/// <summary>What identifies a client (RFC 8656 §3.2); a client has at most one allocation.</summary>
/// <param name="Transport">UDP, TCP or TLS.</param>
/// <param name="Client">The client, as the server sees it.</param>
/// <param name="Server">The server's address that the client speaks to.</param>
public readonly record struct FiveTuple(ClientTransport Transport, TransportAddress Client, TransportAddress Server)
{
    /// <summary>Of the client alone: two tuples that differ only in the server are rare.</summary>
    public override int GetHashCode() => Client.GetHashCode() ^ (int)Transport;
}

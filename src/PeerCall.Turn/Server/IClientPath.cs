namespace PeerCall.Turn.Server;

/// <summary>The way back to a client: the UDP socket it speaks to, or its TCP or TLS connection.</summary>
public interface IClientPath
{
    /// <summary>Sends one message, made of two parts, one of which may be empty. What cannot be sent now is lost.</summary>
    /// <param name="client">Whom to, and from which of the server's addresses.</param>
    /// <param name="header">First part; copied.</param>
    /// <param name="payload">Second part; copied, unless it lies in the datagram that is just being received.</param>
    void Send(in FiveTuple client, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);
}

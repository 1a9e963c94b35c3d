namespace PeerCall.Turn.Server;

/// <summary>The way back to a client: the UDP socket it speaks to, or its TCP or TLS connection.</summary>
public interface IClientPath
{
    /// <summary>Sends one message, made of two parts, one of which may be empty. What cannot be sent now is lost.</summary>
    /// <remarks>
    /// What is sent is a STUN message or ChannelData without padding. A path over TCP or TLS has to follow ChannelData with zero bytes up to a multiple
    /// of 4 (RFC 8656 §12.5); one over UDP sends it as it is.
    /// </remarks>
    /// <param name="client">Whom to, and from which of the server's addresses.</param>
    /// <param name="header">First part; copied.</param>
    /// <param name="payload">Second part; copied, unless it lies in the datagram that is just being received.</param>
    void Send(in FiveTuple client, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);
}

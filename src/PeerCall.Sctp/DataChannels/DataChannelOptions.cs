namespace PeerCall.Sctp;

/// <summary>How a data channel behaves; W3C's RTCDataChannelInit. The default is ordered and reliable, opened in band.</summary>
public sealed record DataChannelOptions
{
    /// <summary>Whether messages arrive in order. Default true.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>Retransmissions of a message at most; null (default): without limit. Not together with <see cref="MaxPacketLifeTime"/>.</summary>
    public ushort? MaxRetransmits { get; init; }

    /// <summary>Milliseconds after which a message is given up; null (default): never.</summary>
    public ushort? MaxPacketLifeTime { get; init; }

    /// <summary>The subprotocol, at most 65,535 bytes of UTF-8. Default empty.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Whether both applications make the channel by themselves, with the same <see cref="Id"/>. Default false: opened in band (RFC 8832).</summary>
    public bool IsNegotiated { get; init; }

    /// <summary>The stream, 0 to 65,534; null (default): chosen by the DTLS role. Required if negotiated.</summary>
    public ushort? Id { get; init; }

    /// <summary>Priority as it is told to the peer (RFC 8831 §6.4): 128 below normal, 256 normal (default), 512 high, 1024 extra high.</summary>
    public ushort Priority { get; init; } = 256;

    internal SendOptions ToSendOptions() => new()
    {
        IsUnordered = !IsOrdered,
        MaxRetransmits = MaxRetransmits,
        Lifetime = MaxPacketLifeTime is { } lifetime ? TimeSpan.FromMilliseconds(lifetime) : null,
    };
}

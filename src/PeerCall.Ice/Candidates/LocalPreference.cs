namespace PeerCall.Ice;

/// <summary>
/// Local preferences of bases of one type (RFC 8445 §5.1.2.2). The families alternate, IPv6 first, so that a broken family delays the other
/// one by a single check (RFC 8421 §4). A relay over UDP comes before one over TCP, and that before TLS: the transport below a relay
/// costs latency that no later choice can mend.
/// </summary>
internal static class LocalPreference
{
    private const int Step = 64;
    private const int MaxRank = 127;
    private const int RelayProtocolStep = 1 << 14;

    /// <summary>The preference of a base.</summary>
    /// <param name="rank">How many bases of the same type and family came before.</param>
    /// <param name="ipv6">Its family.</param>
    /// <param name="relayProtocol">What the TURN server is reached by; none unless the base is relayed.</param>
    public static ushort Of(int rank, bool ipv6, RelayProtocol relayProtocol)
    {
        var slot = (2 * Math.Min(rank, MaxRank)) + (ipv6 ? 0 : 1);
        var below = relayProtocol switch
        {
            RelayProtocol.Tcp => RelayProtocolStep,
            RelayProtocol.Tls => 2 * RelayProtocolStep,
            _ => 0,
        };
        return (ushort)(ushort.MaxValue - below - (slot * Step));
    }
}

/// <summary>What a TURN server is reached by (W3C <c>relayProtocol</c>).</summary>
public enum RelayProtocol
{
    /// <summary>Not relayed.</summary>
    None,

    /// <summary>UDP.</summary>
    Udp,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>TLS over TCP.</summary>
    Tls,
}

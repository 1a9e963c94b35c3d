using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Turn.Client;

/// <summary>What a client speaks with its TURN server.</summary>
public enum TurnTransport
{
    /// <summary>UDP.</summary>
    Udp,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>TLS over TCP.</summary>
    Tls,
}

/// <summary>Where a TURN server is and what to speak with it (RFC 7065 §3.1).</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Transport">Transport.</param>
public sealed record TurnUri(string Host, int Port, TurnTransport Transport)
{
    /// <summary>Port of <c>turn:</c> where the URI names none.</summary>
    public const int DefaultPort = 3478;

    /// <summary>Port of <c>turns:</c> where the URI names none.</summary>
    public const int DefaultTlsPort = 5349;

    /// <summary>
    /// Reads <c>turn:host[:port][?transport=udp|tcp]</c> or <c>turns:host[:port][?transport=tcp]</c>; without a transport it is UDP, or TLS over TCP.
    /// TURN over DTLS (<c>turns:…?transport=udp</c>) is not known here, and is none.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TurnUri? uri)
    {
        uri = null;
        if (!ServerUriParts.TryRead(text, out var parts))
            return false;
        TurnTransport? transport = (parts.Scheme, parts.Query) switch
        {
            ("turn", null or "transport=udp") => TurnTransport.Udp,
            ("turn", "transport=tcp") => TurnTransport.Tcp,
            ("turns", null or "transport=tcp") => TurnTransport.Tls,
            _ => null,
        };
        if (transport is not { } known)
            return false;
        uri = new TurnUri(parts.Host, parts.Port ?? (known is TurnTransport.Tls ? DefaultTlsPort : DefaultPort), known);
        return true;
    }

    /// <summary>The URI with port and transport spelled out.</summary>
    public override string ToString()
    {
        var (scheme, transport) = Transport switch
        {
            TurnTransport.Udp => ("turn", "udp"),
            TurnTransport.Tcp => ("turn", "tcp"),
            _ => ("turns", "tcp"),
        };
        return $"{scheme}:{ServerUriParts.Authority(Host, Port)}?transport={transport}";
    }
}

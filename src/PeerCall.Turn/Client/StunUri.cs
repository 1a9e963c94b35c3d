using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Turn.Client;

/// <summary>Where a STUN server is (RFC 7064 §3.1). STUN over TLS or DTLS (<c>stuns:</c>) is not known here: no browser takes it.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1 to 65535, of UDP.</param>
public sealed record StunUri(string Host, int Port)
{
    /// <summary>Port where the URI names none.</summary>
    public const int DefaultPort = 3478;

    /// <summary>Reads <c>stun:host[:port]</c>. It has no query.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out StunUri? uri)
    {
        uri = ServerUriParts.TryRead(text, out var parts) && parts is { Scheme: "stun", Query: null }
            ? new StunUri(parts.Host, parts.Port ?? DefaultPort)
            : null;
        return uri is not null;
    }

    /// <summary>The URI with its port.</summary>
    public override string ToString() => $"stun:{ServerUriParts.Authority(Host, Port)}";
}

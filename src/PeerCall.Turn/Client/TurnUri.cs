using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

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
        if (text is null)
            return false;
        var scheme = text.IndexOf(':', StringComparison.Ordinal);
        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (scheme < 0 || (query >= 0 && query < scheme))
            return false;
        var authority = query < 0 ? text[(scheme + 1)..] : text[(scheme + 1)..query];
        TurnTransport? transport = (text[..scheme].ToLowerInvariant(), query < 0 ? "" : text[(query + 1)..].ToLowerInvariant()) switch
        {
            ("turn", "" or "transport=udp") when query != text.Length - 1 => TurnTransport.Udp,
            ("turn", "transport=tcp") => TurnTransport.Tcp,
            ("turns", "" or "transport=tcp") when query != text.Length - 1 => TurnTransport.Tls,
            _ => null,
        };
        if (transport is not { } known || !TrySplit(authority, out var host, out var port))
            return false;
        uri = new TurnUri(host, port ?? (known is TurnTransport.Tls ? DefaultTlsPort : DefaultPort), known);
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
        var host = Uri.CheckHostName(Host) is UriHostNameType.IPv6 ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{scheme}:{host}:{Port}?transport={transport}");
    }

    private static bool TrySplit(string authority, out string host, out int? port)
    {
        port = null;
        var isBracketed = authority.StartsWith('[');
        var end = isBracketed ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        if (end < 0)
            end = authority.Length;
        host = isBracketed && end > 0 ? authority[1..(end - 1)] : authority[..end];
        var kind = Uri.CheckHostName(host);
        if (kind is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6) || isBracketed != kind is UriHostNameType.IPv6)
            return false;
        var rest = authority.AsSpan(end);
        if (rest.IsEmpty)
            return true;
        if (rest[0] != ':'
            || !int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > IPEndPoint.MaxPort)
        {
            return false;
        }
        port = number;
        return true;
    }
}

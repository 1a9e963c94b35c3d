using System.Globalization;
using System.Net;

namespace PeerCall.Turn.Client;

/// <summary>What <c>stun:</c> and <c>turn:</c> URIs have in common: <c>scheme:host[:port][?query]</c> (RFC 7064 §3.1, RFC 7065 §3.1).</summary>
/// <param name="Scheme">In lower case.</param>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1 to 65535; null: the URI names none.</param>
/// <param name="Query">In lower case; null without.</param>
internal readonly record struct ServerUriParts(string Scheme, string Host, int? Port, string? Query)
{
    /// <summary>Takes a URI apart.</summary>
    public static bool TryRead(string? text, out ServerUriParts parts)
    {
        parts = default;
        if (text is null)
            return false;
        var scheme = text.IndexOf(':', StringComparison.Ordinal);
        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (scheme < 0 || (query >= 0 && query < scheme))
            return false;
        var authority = query < 0 ? text[(scheme + 1)..] : text[(scheme + 1)..query];
        if (!TrySplit(authority, out var host, out var port))
            return false;
        parts = new ServerUriParts(text[..scheme].ToLowerInvariant(), host, port, query < 0 ? null : text[(query + 1)..].ToLowerInvariant());
        return true;
    }

    /// <summary><c>host:port</c>, with the brackets of an IPv6 address.</summary>
    public static string Authority(string host, int port) => Uri.CheckHostName(host) is UriHostNameType.IPv6
        ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

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

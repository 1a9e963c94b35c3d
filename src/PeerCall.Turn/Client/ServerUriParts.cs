using System.Buffers;
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
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

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

    /// <summary>Digits, colons and dots alone (RFC 3986 §3.2.2): the framework's parsers would take a prefix length and a zone as well.</summary>
    private static bool IsIPv6(string host) =>
        !host.AsSpan().ContainsAnyExcept(IPv6Characters) && Uri.CheckHostName(host) is UriHostNameType.IPv6;

    private static bool TrySplit(string authority, out string host, out int? port)
    {
        port = null;
        var isBracketed = authority.StartsWith('[');
        var end = isBracketed ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        if (end < 0)
            end = authority.Length;
        host = isBracketed && end > 0 ? authority[1..(end - 1)] : authority[..end];
        if (!(isBracketed ? IsIPv6(host) : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4))
            return false;
        var rest = authority.AsSpan(end);
        if (rest.IsEmpty)
            return true;
        // The framework's parser passes over zero characters at the end.
        if (rest[0] != ':'
            || rest[^1] == '\0'
            || !int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > IPEndPoint.MaxPort)
        {
            return false;
        }
        port = number;
        return true;
    }
}

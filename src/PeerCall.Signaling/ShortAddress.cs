using System.Buffers;
using System.Net;

namespace PeerCall.Signaling;

/// <summary>IP addresses cut to their network, as reports and records have them (docs/protocol.md, section 6): enough to tell two networks apart, too little to name a person.</summary>
public static class ShortAddress
{
    private const string IPv4Suffix = "/24";
    private const string IPv6Suffix = "/48";

    // The longest IPv6 address with an embedded IPv4 address, a zone of 16 characters and the suffix.
    private const int MaxLength = 45 + 17 + 3;

    // IPAddress takes more than addresses: "1", "0x7f.1", "[::1]:80".
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>
    /// The short form, <c>203.0.113.0/24</c> or <c>2001:db8:1::/48</c>, of an IP address or of what is a short form already. An IPv4-mapped IPv6 address counts as IPv4; a zone is left out.
    /// </summary>
    /// <returns>Null for what is neither.</returns>
    public static string? Of(string? text)
    {
        if (text is null || text.Length > MaxLength)
        {
            return null;
        }

        var address = text.AsSpan();
        var isIPv6 = address.Contains(':');
        var suffix = isIPv6 ? IPv6Suffix : IPv4Suffix;
        var isShort = address.EndsWith(suffix, StringComparison.Ordinal);
        if (isShort)
        {
            address = address[..^suffix.Length];
        }

        if (isIPv6 && address.IndexOf('%') is > 0 and var zone)
        {
            address = address[..zone];
        }

        if (address.ContainsAnyExcept(isIPv6 ? HexDigits : Digits) || (!isIPv6 && address.Count('.') != 3) || !IPAddress.TryParse(address, out var parsed))
        {
            return null;
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return isShort ? null : Of(parsed.MapToIPv4());
        }

        return Of(parsed);
    }

    private static string Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        bytes = bytes[..length];
        var isIPv4 = length == 4;
        bytes[(isIPv4 ? 3 : 6)..].Clear();
        return new IPAddress(bytes) + (isIPv4 ? IPv4Suffix : IPv6Suffix);
    }
}

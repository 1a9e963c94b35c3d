using System.Buffers;

namespace PeerCall.Server.Web;

/// <summary>
/// Host names that may be quoted in a header. RFC 3986 allows <c>;</c> and <c>,</c> in a host, and Kestrel accepts them; in a policy
/// they would start a directive of the sender's own.
/// </summary>
internal static class HostText
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");

    /// <summary>Whether the text is a host, with or without a port, of harmless characters; at most 255 of them.</summary>
    public static bool IsPlain(string? host) => host is { Length: > 0 and <= 255 } && !host.AsSpan().ContainsAnyExcept(Allowed);
}

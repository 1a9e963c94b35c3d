using System.Diagnostics.CodeAnalysis;
using PeerCall.Signaling;

namespace PeerCall.Peer;

/// <summary>The link to a room, as people send it to each other: <c>https://call.example.org/r/standup</c>.</summary>
/// <param name="Server">The server: scheme, host, port, and the path before <c>/r/</c> if it is not at the root.</param>
/// <param name="Room">The room.</param>
public sealed record RoomLink(Uri Server, string Room)
{
    /// <summary>The signaling endpoint (docs/protocol.md, section 1).</summary>
    public Uri SignalingEndpoint => Endpoint(Server, "ws", Server.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs);

    /// <summary>Reads a room link. Query and fragment are left out of it.</summary>
    /// <returns>False if it is no http(s) address, or the room's name has not the form of one.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RoomLink? link)
    {
        link = null;
        if (!TryParseServer(text, out var address))
            return false;
        var path = address.AbsolutePath.TrimEnd('/');
        var at = path.LastIndexOf("/r/", StringComparison.Ordinal);
        if (at < 0)
            return false;
        var room = Uri.UnescapeDataString(path[(at + 3)..]);
        if (!RoomName.IsValid(room))
            return false;
        link = new RoomLink(new UriBuilder(address.Scheme, address.Host, address.Port, path[..(at + 1)]).Uri, room);
        return true;
    }

    /// <summary>Reads the address of a server, or of anything on it.</summary>
    public static bool TryParseServer(string? text, [NotNullWhen(true)] out Uri? server) =>
        Uri.TryCreate(text, UriKind.Absolute, out server) && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps) && server.Host.Length > 0;

    /// <summary>The link itself.</summary>
    public override string ToString() => new Uri(Server, $"r/{Room}").ToString();

    internal static Uri Endpoint(Uri server, string path, string scheme) => new UriBuilder(new Uri(server, path)) { Scheme = scheme }.Uri;
}

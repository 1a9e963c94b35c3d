using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PeerCall.Turn.Client;

namespace PeerCall.Server.IceServers;

/// <summary>What an ICE server URL leads to. The order is the one in which the URLs are given to clients.</summary>
internal enum IceUrlKind
{
    /// <summary>STUN (RFC 7064).</summary>
    Stun,

    /// <summary>TURN over UDP (RFC 7065).</summary>
    TurnUdp,

    /// <summary>TURN over TCP.</summary>
    TurnTcp,

    /// <summary>TURN over TLS.</summary>
    TurnTls,
}

/// <summary>A STUN or TURN URL (RFC 7064 §3.1, RFC 7065 §3.1).</summary>
/// <param name="Kind">Scheme and transport.</param>
/// <param name="Text">The URL as clients get it.</param>
internal sealed record IceUrl(IceUrlKind Kind, string Text)
{
    /// <summary>Reads a URL; null if it is none, or a form that no browser takes (<c>stuns:</c>, TURN over DTLS).</summary>
    public static IceUrl? Parse(string text)
    {
        if (StunUri.TryParse(text, out _))
            return Of(IceUrlKind.Stun, Authority(text));
        return TurnUri.TryParse(text, out var turn)
            ? Of(turn.Transport switch { TurnTransport.Udp => IceUrlKind.TurnUdp, TurnTransport.Tcp => IceUrlKind.TurnTcp, _ => IceUrlKind.TurnTls }, Authority(text))
            : null;
    }

    /// <summary>The URL of one kind at <c>host</c> or <c>host:port</c>. TURN's transport is always spelled out.</summary>
    public static IceUrl Of(IceUrlKind kind, string authority) => new(kind, kind switch
    {
        IceUrlKind.Stun => $"stun:{authority}",
        IceUrlKind.TurnUdp => $"turn:{authority}?transport=udp",
        IceUrlKind.TurnTcp => $"turn:{authority}?transport=tcp",
        _ => $"turns:{authority}?transport=tcp",
    });

    /// <summary>Whether the text is a host name, an IPv4 address or an IPv6 address (with or without brackets), without a port.</summary>
    public static bool IsHost(string text)
    {
        var isBracketed = text.StartsWith('[') && text.EndsWith(']');
        return text.Contains(':', StringComparison.Ordinal)
            ? StunUri.TryParse(isBracketed ? $"stun:{text}" : $"stun:[{text}]", out _)
            : Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }

    /// <summary><c>host:port</c>, with the brackets of an IPv6 address.</summary>
    public static string Authority(string host, int port) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? string.Create(CultureInfo.InvariantCulture, $"[{address}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    /// <summary>As it is written: who leaves the port out leaves it to the client.</summary>
    private static string Authority(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return url[(url.IndexOf(':', StringComparison.Ordinal) + 1)..(query < 0 ? url.Length : query)];
    }
}

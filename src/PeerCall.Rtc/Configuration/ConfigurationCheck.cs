using PeerCall.Rtc.Transport;
using PeerCall.Turn.Client;

namespace PeerCall.Rtc.Configuration;

/// <summary>Reads and judges a configuration (W3C webrtc §4.4.1.6).</summary>
internal static class ConfigurationCheck
{
    /// <summary>What the transport needs of it.</summary>
    /// <exception cref="RtcException">A URL cannot be read (<see cref="RtcErrorCode.Syntax"/>), or a TURN server comes without credentials (<see cref="RtcErrorCode.InvalidAccess"/>).</exception>
    public static TransportConfiguration Read(IReadOnlyList<IceServer> servers, IceTransportPolicy policy)
    {
        foreach (var server in servers)
        {
            if (server.Urls.Count == 0)
                throw new RtcException(RtcErrorCode.Syntax, "An ICE server needs a URL.");
            foreach (var url in server.Urls)
                Check(url, server);
        }
        return new TransportConfiguration([.. servers], policy is IceTransportPolicy.Relay);
    }

    /// <summary>Checks what cannot change later.</summary>
    /// <exception cref="ArgumentException">The ports are no range.</exception>
    public static void CheckPorts(PeerConnectionOptions options)
    {
        if (options is { MinPort: 0, MaxPort: 0 })
            return;
        if (options.MinPort < 1 || options.MaxPort > ushort.MaxValue || options.MinPort > options.MaxPort)
            throw new ArgumentException("MinPort and MaxPort have to be a range within 1 to 65535, or both 0.", nameof(options));
    }

    private static void Check(string url, IceServer server)
    {
        if (StunUri.TryParse(url, out _))
            return;
        if (!TurnUri.TryParse(url, out _))
            throw new RtcException(RtcErrorCode.Syntax, "The URL of an ICE server has to be stun:, turn: or turns: with a host, and with a transport that is known.");
        if (string.IsNullOrEmpty(server.Username) || server.Credential is null)
            throw new RtcException(RtcErrorCode.InvalidAccess, "A TURN server needs a user name and a credential.");
    }
}

using System.Net;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;
using SIPSorcery.Net;
using IceServer = PeerCall.Rtc.IceServer;

namespace PeerCall.Peer.SipSorcery.Connections;

/// <summary>Servers and policy in SIPSorcery's words.</summary>
internal static class InnerConfiguration
{
    /// <summary>
    /// Translates. <c>turns:</c> is left out: SIPSorcery takes whatever certificate such a server shows, and whoever is in between would be the relay.
    /// </summary>
    /// <exception cref="RtcException">A URL cannot be read, or a TURN server comes without credentials.</exception>
    public static RTCConfiguration Of(EngineConfiguration configuration, IPAddress? bindAddress) => new()
    {
        iceServers = [.. configuration.IceServers.SelectMany(Urls)],
        iceTransportPolicy = configuration.Policy is IceTransportPolicy.Relay ? RTCIceTransportPolicy.relay : RTCIceTransportPolicy.all,
        X_BindAddress = bindAddress,
    };

    private static IEnumerable<RTCIceServer> Urls(IceServer server)
    {
        foreach (var url in server.Urls)
        {
            var scheme = url.Split(':', 2)[0];
            var isTurn = scheme is "turn" or "turns";
            // A comma would be two URLs.
            if (!(isTurn || scheme is "stun" or "stuns") || url.Contains(',', StringComparison.Ordinal) || !STUNUri.TryParse(url, out _))
                throw new RtcException(RtcErrorCode.Syntax, "The URL of an ICE server has to be stun:, turn: or turns: with a host, and with a transport that is known.");
            if (isTurn && (string.IsNullOrEmpty(server.Username) || server.Credential is null))
                throw new RtcException(RtcErrorCode.InvalidAccess, "A TURN server needs a user name and a credential.");
            if (scheme is "stun" or "turn")
                yield return new RTCIceServer { urls = url, username = server.Username, credential = server.Credential };
        }
    }
}

using PeerCall.Peer.Engine;
using PeerCall.Peer.Links;
using PeerCall.Rtc;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer;

/// <summary>How a link really runs, from both ends.</summary>
/// <param name="Kind"><c>direct</c>, <c>nat</c>, or <c>relay-udp</c>, <c>relay-tcp</c>, <c>relay-tls</c>; <c>relay</c> where nobody has said how the server is reached.</param>
/// <param name="LocalType">Type of this end's candidate (W3C webrtc-stats).</param>
/// <param name="RemoteType">Type of the other end's: as it reports it itself, else as it is seen from here.</param>
/// <param name="Protocol"><c>udp</c> or <c>tcp</c>.</param>
/// <param name="OwnRelay">The TURN server of this end, <c>host:port</c>; null if there is none in the path.</param>
/// <param name="FarRelay">The TURN server of the other end; null if there is none, empty if it is not known.</param>
/// <param name="RoundTrip">Newest round trip; null if none was measured.</param>
public sealed record LinkPath(string Kind, string LocalType, string RemoteType, string Protocol, string? OwnRelay, string? FarRelay, TimeSpan? RoundTrip)
{
    /// <summary>How much a network had to be coaxed, least first.</summary>
    private static readonly string[] Transports = ["udp", "tcp", "tls"];

    /// <summary>Whether a TURN server is in the path, whoever's.</summary>
    public bool IsRelayed => OwnRelay is not null || FarRelay is not null;

    /// <summary>
    /// One end is not enough: the far end of a relay may see a peer-reflexive candidate, and where host candidates are hidden behind mDNS names a direct path looks peer-reflexive too. What an end says of its
    /// own side counts most.
    /// </summary>
    internal static LinkPath Of(SelectedPair pair, LinkReport? far, EngineConfiguration configuration)
    {
        var isOwn = HoldsRelay(pair, far, configuration);
        var isFar = IsRelay(pair.Remote.Type, null) || (far?.Local is { } farLocal && IsRelay(farLocal.Type, farLocal.RelayProtocol)) || (pair.Remote.Type == "prflx" && far?.RelayOnly == true);
        var remoteType = Known(far?.Local?.Type) ?? pair.Remote.Type;
        var ownTransport = isOwn ? OwnTransport(pair.Local, configuration) : null;
        var farTransport = isFar ? Transport(far?.Local?.RelayProtocol) : null;
        var kind = isOwn || isFar ? RelayKind(ownTransport, farTransport)
            : pair.Local.Type == "host" && remoteType == "host" ? "direct"
            : "nat";
        return new LinkPath(
            kind,
            pair.Local.Type,
            remoteType,
            pair.Local.Protocol,
            isOwn ? IceUrl.ServerOf(pair.Local.Url) ?? "" : null,
            isFar ? IceUrl.ServerName(far?.Local?.RelayServer) ?? "" : null,
            pair.RoundTrip);
    }

    /// <summary>What the far end is told of this end's view (docs/protocol.md, section 6).</summary>
    internal static LinkReport Report(SelectedPair pair, ConnectionState state, EngineConfiguration configuration, LinkStatus status)
    {
        var isOwn = HoldsRelay(pair, null, configuration);
        return new LinkReport
        {
            State = Word(state),
            Local = new ReportedCandidate
            {
                Type = pair.Local.Type,
                Protocol = pair.Local.Protocol,
                RelayProtocol = isOwn ? OwnTransport(pair.Local, configuration) : null,
                RelayServer = isOwn ? IceUrl.ServerOf(pair.Local.Url) : null,
            },
            Remote = new ReportedCandidate { Type = pair.Remote.Type, Protocol = pair.Remote.Protocol },
            RelayOnly = configuration.Policy is IceTransportPolicy.Relay ? true : null,
            RoundTripMs = Tenth(pair.RoundTrip),
            ConnectMs = Tenth(status.ConnectTime),
            Restarts = status.Restarts,
        };
    }

    /// <summary>W3C's word for a state.</summary>
    internal static string Word(ConnectionState state) => state switch
    {
        ConnectionState.New => "new",
        ConnectionState.Connecting => "connecting",
        ConnectionState.Connected => "connected",
        ConnectionState.Disconnected => "disconnected",
        ConnectionState.Failed => "failed",
        _ => "closed",
    };

    private static bool HoldsRelay(SelectedPair pair, LinkReport? far, EngineConfiguration configuration) =>
        IsRelay(pair.Local.Type, pair.Local.RelayProtocol)
        || (pair.Local.Type == "prflx" && (configuration.Policy is IceTransportPolicy.Relay || far?.Remote?.Type == "relay"));

    /// <summary>
    /// Behind a NAT of its own a relay's address is seen by the peer as another one than the relay knows: the selected candidate is then peer-reflexive, and only its protocol to the server tells where it began.
    /// </summary>
    private static bool IsRelay(string type, string? relayProtocol) => type == "relay" || (type == "prflx" && Transport(relayProtocol) is not null);

    private static string RelayKind(string? own, string? far)
    {
        // With a relay at each end, the one with the dearer way decides.
        var dearest = Math.Max(Array.IndexOf(Transports, own), Array.IndexOf(Transports, far));
        return dearest < 0 ? "relay" : $"relay-{Transports[dearest]}";
    }

    private static string? OwnTransport(PairCandidate local, EngineConfiguration configuration)
    {
        if ((Transport(local.RelayProtocol) ?? IceUrl.TransportOf(local.Url)) is { } known)
            return known;
        var configured = configuration.IceServers.SelectMany(server => server.Urls).Select(IceUrl.TransportOf).Where(transport => transport is not null).Distinct(StringComparer.Ordinal).ToList();
        return configured is [var only] ? only : null;
    }

    private static string? Transport(string? word) => Array.IndexOf(Transports, word) >= 0 ? word : null;

    private static string? Known(string? type) => type is "host" or "srflx" or "prflx" or "relay" ? type : null;

    private static double? Tenth(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 1) : null;
}

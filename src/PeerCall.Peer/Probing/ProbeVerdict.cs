using PeerCall.Signaling;

namespace PeerCall.Peer.Probing;

/// <summary>What all the findings come to.</summary>
/// <param name="Cause">See <see cref="ProbeReport.Cause"/>.</param>
/// <param name="Sentence">See <see cref="ProbeReport.Verdict"/>.</param>
/// <param name="IsUsable">See <see cref="ProbeReport.IsUsable"/>.</param>
internal sealed record ProbeVerdict(string Cause, string Sentence, bool IsUsable)
{
    /// <summary>Most telling first: a server that answers and refuses tells more than one that is not there.</summary>
    private static readonly string[] Weight =
        [CauseCodes.TurnExpired, CauseCodes.TurnUnauthorized, CauseCodes.TurnQuota, CauseCodes.TurnForbiddenPeer, CauseCodes.UdpBlocked, CauseCodes.TurnUnreachable];

    /// <summary>
    /// No answer over UDP from anybody, while a TURN server answers over TCP or TLS, means that UDP does not get out, rather than that every server is down.
    /// </summary>
    public static IReadOnlyList<IceServerReport> Explain(IReadOnlyList<IceServerReport> servers)
    {
        var isUdpSilent = servers.Any(static server => server.Transport == "udp") && servers.All(static server => server.Transport != "udp" || IsSilent(server));
        var answersElsewhere = servers.Any(static server => server.Transport is "tcp" or "tls" && !IsSilent(server));
        if (!isUdpSilent || !answersElsewhere)
            return servers;
        return [.. servers.Select(static server => server.Transport == "udp" ? server with { Cause = CauseCodes.UdpBlocked } : server)];
    }

    /// <summary>The verdict.</summary>
    /// <param name="servers">What <see cref="Explain"/> made of the findings.</param>
    public static ProbeVerdict Of(IReadOnlyList<IceServerReport> servers)
    {
        if (!servers.Any(static server => server.IsTurn))
        {
            return new ProbeVerdict(
                CauseCodes.TurnNotConfigured,
                "A call may fail from here where there is no direct path: the server has no TURN server, which the operator can switch on (Turn:Mode).",
                IsUsable: false);
        }
        var working = servers.Where(static server => server is { IsTurn: true, Cause: CauseCodes.Ok }).Select(static server => server.Transport.ToUpperInvariant()).Distinct(StringComparer.Ordinal).ToList();
        if (working.Count == 0)
        {
            var cause = Array.Find(Weight, code => servers.Any(server => server.IsTurn && server.Cause == code)) ?? CauseCodes.TurnUnreachable;
            return new ProbeVerdict(cause, CauseCodes.Sentence(cause)!, IsUsable: false);
        }
        var ways = string.Join(", ", working);
        return servers.Any(static server => server.Cause == CauseCodes.UdpBlocked)
            ? new ProbeVerdict(CauseCodes.UdpBlocked, $"A call can work from here, but only relayed over {ways}: UDP does not get out of this network.", IsUsable: true)
            : new ProbeVerdict(CauseCodes.Ok, $"A call can work from here: data goes through the relay over {ways}.", IsUsable: true);
    }

    private static bool IsSilent(IceServerReport server) => server.Cause is CauseCodes.StunUnreachable or CauseCodes.TurnUnreachable or CauseCodes.UdpBlocked && server.AllocationTime is null;
}

using PeerCall.Signaling;

namespace PeerCall.Peer.Links;

/// <summary>Where this end's session with the signaling server stands.</summary>
internal enum SignalingStanding
{
    Connected,
    Lost,
    Refused,
}

/// <summary>A STUN or TURN server gave no candidate.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Code">A STUN error code (RFC 8489 §14.8, RFC 8656 §19), or <see cref="LinkEvidence.NotReached"/>.</param>
/// <param name="IsExpired">The credentials were out of date then.</param>
internal sealed record ServerFault(string Url, int Code, bool IsExpired = false);

/// <summary>
/// What one end of a link has seen, and the cause that follows from it: a code of <see cref="CauseCodes"/> (docs/troubleshooting.md). The page has the same rules; tests/Fixtures/causes holds both to them.
/// </summary>
internal sealed record LinkEvidence
{
    /// <summary>W3C webrtc §4.8.4: the one code that no server has sent; it was not reached.</summary>
    public const int NotReached = 701;

    /// <summary>What the far end may know better than this one.</summary>
    private static readonly HashSet<string> Telling = new(StringComparer.Ordinal)
    {
        CauseCodes.TurnNotConfigured, CauseCodes.TurnUnreachable, CauseCodes.TurnUnauthorized, CauseCodes.TurnExpired, CauseCodes.TurnQuota, CauseCodes.TurnForbiddenPeer, CauseCodes.StunUnreachable,
        CauseCodes.UdpBlocked,
    };

    /// <summary>The link works, and it is asked why it runs as it does. False: it has failed.</summary>
    public bool IsConnected { get; init; }

    public SignalingStanding Signaling { get; init; }

    /// <summary>Why this end sends no media although it wanted to; null: it does, or did not want to.</summary>
    public string? Media { get; init; }

    /// <summary>There was a path, and DTLS failed on it.</summary>
    public bool HasDtlsFailed { get; init; }

    /// <summary>The other end has answered.</summary>
    public bool HeardFromPeer { get; init; } = true;

    /// <summary>A relay of either end is in the path.</summary>
    public bool IsRelayed { get; init; }

    /// <summary>How this end reaches its relay, if one is in the path: <c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public string? OwnRelayProtocol { get; init; }

    /// <summary>This end takes no other way than a relay.</summary>
    public bool IsRelayOnly { get; init; }

    /// <summary>Nor does the other one.</summary>
    public bool IsFarRelayOnly { get; init; }

    /// <summary>URLs of the servers.</summary>
    public IReadOnlyCollection<string> Servers { get; init; } = [];

    /// <summary>Types of this end's candidates.</summary>
    public IReadOnlyCollection<string> Gathered { get; init; } = [];

    public IReadOnlyCollection<ServerFault> Faults { get; init; } = [];

    /// <summary>Addresses of the other end's candidates, those of relays left out.</summary>
    public IReadOnlyCollection<string> FarAddresses { get; init; } = [];

    /// <summary>Addresses to which the TURN server does not relay for this end.</summary>
    public IReadOnlyCollection<string> RefusedPeers { get; init; } = [];

    /// <summary>Causes for which the TURN server has refused this end something, as the signaling server tells.</summary>
    public IReadOnlyCollection<string> RelayRefusals { get; init; } = [];

    /// <summary>What the other end takes for the cause.</summary>
    public string? FarCause { get; init; }

    private bool HasTurn => Servers.Any(IsTurn);

    private bool HasUdpAnswer => Gathered.Contains("srflx", StringComparer.Ordinal);

    /// <summary>There are servers that UDP leads to, and none of them has been reached.</summary>
    private bool IsUdpSilent => !HasUdpAnswer && Servers.Any(IsUdp) && Servers.Where(IsUdp).All(url => Faults.Any(fault => fault.Code == NotReached && IceUrl.IsSame(fault.Url, url)));

    private int UdpHosts => Servers.Where(IsUdp).Select(IceUrl.HostOf).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>The most likely cause.</summary>
    public string Cause() => IsConnected ? OfConnected() : OfFailed();

    /// <summary>Whether a URL is that of a TURN server (RFC 7065).</summary>
    public static bool IsTurn(string url) => IceUrl.TransportOf(url) is not null;

    /// <summary>What the error of one TURN server means.</summary>
    public static string OfServer(int code, bool isExpired = false) => code switch
    {
        401 or 403 or 438 or 441 => isExpired ? CauseCodes.TurnExpired : CauseCodes.TurnUnauthorized,
        486 or 508 => CauseCodes.TurnQuota,
        _ => CauseCodes.TurnUnreachable,
    };

    private static bool IsUdp(string url) => IceUrl.TransportOf(url) is null or "udp";

    private string OfConnected() =>
        Media is not null ? Media
        : IsRelayed && (IsRelayOnly || IsFarRelayOnly) ? CauseCodes.RelayForced
        : OwnRelayProtocol is "tcp" or "tls" && IsUdpSilent ? CauseCodes.UdpBlocked
        : CauseCodes.Ok;

    private string OfFailed()
    {
        if (HasDtlsFailed)
            return CauseCodes.DtlsFailed;
        if (Signaling is not SignalingStanding.Connected)
            return Signaling is SignalingStanding.Lost ? CauseCodes.SignalingLost : CauseCodes.SignalingRefused;
        if (!HeardFromPeer)
            return CauseCodes.PeerGone;
        if (Gathered.Contains("relay", StringComparer.Ordinal))
            return OfRelayThatDoesNotHelp();
        return HasTurn ? OfMissingRelay() : OfNoTurn();
    }

    /// <summary>A relay that was found outweighs errors of single addresses; what is wrong is on the way from it to the other end, or there.</summary>
    private string OfRelayThatDoesNotHelp()
    {
        if (FarAddresses.Count > 0 && FarAddresses.All(address => RefusedPeers.Contains(address, StringComparer.Ordinal)))
            return CauseCodes.TurnForbiddenPeer;
        return FarCause is not null && Telling.Contains(FarCause) ? FarCause : CauseCodes.NoCommonPath;
    }

    private string OfNoTurn()
    {
        if (!IsUdpSilent)
            return CauseCodes.TurnNotConfigured;
        // One server may be down; several at once mean the network.
        return UdpHosts > 1 ? CauseCodes.UdpBlocked : CauseCodes.StunUnreachable;
    }

    private string OfMissingRelay()
    {
        var ofTurn = Faults.Where(static fault => IsTurn(fault.Url)).ToList();
        var told = ofTurn.Select(static fault => OfServer(fault.Code, fault.IsExpired)).Concat(RelayRefusals).ToHashSet(StringComparer.Ordinal);
        // A server that answers and refuses tells more than one that is not there.
        foreach (var refusal in (ReadOnlySpan<string>)[CauseCodes.TurnExpired, CauseCodes.TurnUnauthorized, CauseCodes.TurnQuota])
        {
            if (told.Contains(refusal))
                return refusal;
        }
        var isTcpThere = Servers.Any(static url => !IsUdp(url));
        var hasTcpAnswer = Faults.Any(static fault => !IsUdp(fault.Url) && fault.Code != NotReached);
        if (IsUdpSilent && (hasTcpAnswer || (UdpHosts > 1 && !isTcpThere)))
            return CauseCodes.UdpBlocked;
        // Neither a relay nor a word: browsers take ten seconds to say that a server has not answered, and every beginning anew starts them again.
        return ofTurn.Count == 0 || ofTurn.Exists(static fault => fault.Code == NotReached) ? CauseCodes.TurnUnreachable : CauseCodes.NoCommonPath;
    }
}

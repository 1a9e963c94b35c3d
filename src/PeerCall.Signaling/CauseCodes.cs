using System.Collections.Frozen;

namespace PeerCall.Signaling;

/// <summary>
/// Why a link or a call does not work: a closed list, the same strings in the page, the command line, the API, the metrics' label and docs/troubleshooting.md. Each has one sentence that tells a person
/// what to do.
/// </summary>
public static class CauseCodes
{
    /// <summary>Nothing is wrong.</summary>
    public const string Ok = "ok";

    /// <summary>The connection to the signaling server is lost and does not come back.</summary>
    public const string SignalingLost = "signaling-lost";

    /// <summary>The signaling server refuses this client.</summary>
    public const string SignalingRefused = "signaling-refused";

    /// <summary>The person or the system does not allow a device.</summary>
    public const string PermissionDenied = "permission-denied";

    /// <summary>There is no such device.</summary>
    public const string DeviceMissing = "device-missing";

    /// <summary>Another program uses the device.</summary>
    public const string DeviceBusy = "device-busy";

    /// <summary>UDP gets no answer from anywhere.</summary>
    public const string UdpBlocked = "udp-blocked";

    /// <summary>The STUN server does not answer.</summary>
    public const string StunUnreachable = "stun-unreachable";

    /// <summary>No TURN server is configured, and there is no direct path.</summary>
    public const string TurnNotConfigured = "turn-not-configured";

    /// <summary>The TURN server does not answer.</summary>
    public const string TurnUnreachable = "turn-unreachable";

    /// <summary>The TURN server refuses the credentials.</summary>
    public const string TurnUnauthorized = "turn-unauthorized";

    /// <summary>The credentials for the TURN server are out of date.</summary>
    public const string TurnExpired = "turn-expired";

    /// <summary>The TURN server has no room for another allocation.</summary>
    public const string TurnQuota = "turn-quota";

    /// <summary>The TURN server may not relay to the peer's address.</summary>
    public const string TurnForbiddenPeer = "turn-forbidden-peer";

    /// <summary>Both ends have candidates, and no pair of them works.</summary>
    public const string NoCommonPath = "no-common-path";

    /// <summary>There is a path, and encryption could not be agreed on.</summary>
    public const string DtlsFailed = "dtls-failed";

    /// <summary>The peer has gone, or never answered.</summary>
    public const string PeerGone = "peer-gone";

    /// <summary>The link is relayed because one end asks for it.</summary>
    public const string RelayForced = "relay-forced";

    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Ok] = "Nothing is wrong.",
        [SignalingLost] = "The connection to the server is lost: check this machine's network, and whether the server runs.",
        [SignalingRefused] = "The server refuses this client: its answer says why.",
        [PermissionDenied] = "Camera or microphone are not allowed: allow them in the browser's settings for this page.",
        [DeviceMissing] = "No camera or microphone was found: plug one in, or join without.",
        [DeviceBusy] = "Another program uses the camera or microphone: close it and try again.",
        [UdpBlocked] = "UDP does not get out of this network: allow it, or use a TURN server over TLS on port 443.",
        [StunUnreachable] = "The STUN server does not answer: check its address and that UDP port 3478 is open.",
        [TurnNotConfigured] = "There is no direct path and no TURN server: the operator should switch one on (Turn:Mode).",
        [TurnUnreachable] = "The TURN server does not answer: check that it runs and that its ports are open.",
        [TurnUnauthorized] = "The TURN server refuses the credentials: check that its secret is the one that PeerCall uses.",
        [TurnExpired] = "The credentials for the TURN server are out of date: check the clocks of both servers.",
        [TurnQuota] = "The TURN server has no room for another relay: try again later, or raise its quota.",
        [TurnForbiddenPeer] = "The TURN server may not relay to the other end's address: the operator can allow its network (Turn:AllowedPeers).",
        [NoCommonPath] = "No path was found between the two ends: allow UDP between them, or use a TURN server that both can reach.",
        [DtlsFailed] = "Encryption could not be agreed on: something between the two ends changes or drops packets.",
        [PeerGone] = "The other end does not answer: it may have left or lost its network.",
        [RelayForced] = "The link is relayed because one end asks for it (relay only).",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Codes = Sentences.Keys.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All codes.</summary>
    public static IEnumerable<string> All => Sentences.Keys;

    /// <summary>The constant of this text; null for one that is not of the list.</summary>
    public static string? Find(ReadOnlySpan<char> code) => Codes.TryGetValue(code, out var found) ? found : null;

    /// <summary>One sentence with what to do; null for a code that is not of the list.</summary>
    public static string? Sentence(string code) => Sentences.GetValueOrDefault(code);
}

using System.Globalization;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;
using PeerCall.Turn.Client;

namespace PeerCall.Peer.Probing;

/// <summary>Makes an allocation on one TURN server, and sends data through it and back.</summary>
internal static class TurnProbe
{
    public static async Task<IceServerReport> RunAsync(string url, IceServer entry, ProbeOptions options, CancellationToken cancellation)
    {
        if (!TurnUri.TryParse(url, out var server))
            return Failed(url, "", CauseCodes.TurnUnreachable, "This URL is no TURN server's that a browser takes.");
        var transport = server.Transport switch { TurnTransport.Udp => "udp", TurnTransport.Tcp => "tcp", _ => "tls" };
        if (entry is not { Username.Length: > 0, Credential: { } password })
            return Failed(url, transport, CauseCodes.TurnUnauthorized, "The server hands out no credentials for it.");
        TurnCredentials credentials;
        try
        {
            credentials = new TurnCredentials(entry.Username, password);
        }
        catch (ArgumentException)
        {
            return Failed(url, transport, CauseCodes.TurnUnauthorized, "The user name is longer than TURN allows.");
        }
        var hasExpired = HasExpired(entry.Username, options.TimeProvider.GetUtcNow());
        await using var loop = new RelayLoop(server, credentials, options);
        var started = options.TimeProvider.GetTimestamp();
        if (await loop.AllocateAsync(cancellation) is { } refusal)
            return Failed(url, transport, CauseOf(refusal, hasExpired), Sentence(refusal));
        var report = new IceServerReport(url, transport, CauseCodes.Ok)
        {
            IsTurn = true,
            AllocationTime = options.TimeProvider.GetElapsedTime(started),
            MappedAddress = loop.Allocation.Mapped.ToString(),
            RelayedAddress = loop.Allocation.Relayed.ToString(),
        };
        var passage = await loop.PassAsync(cancellation);
        return passage.Failure is { } failure
            ? report with { Cause = CauseOf(failure, hasExpired), Detail = Sentence(failure) }
            : report with { RelayedRoundTrip = passage.RoundTrip, RelayedTo = passage.To };
    }

    /// <summary>What a refusal means.</summary>
    /// <param name="failure">What failed.</param>
    /// <param name="hasExpired">Whether the user name says that its time is over.</param>
    internal static string CauseOf(TurnFailure failure, bool hasExpired) => failure.Reason switch
    {
        TurnFailureReason.Unauthorized or TurnFailureReason.WrongCredentials or TurnFailureReason.IntegrityViolated or TurnFailureReason.NoPasswordAlgorithm =>
            hasExpired ? CauseCodes.TurnExpired : CauseCodes.TurnUnauthorized,
        TurnFailureReason.StaleNonce => CauseCodes.TurnExpired,
        TurnFailureReason.Forbidden when failure.Stage is TurnStage.Allocate => CauseCodes.TurnUnauthorized,
        TurnFailureReason.Forbidden or TurnFailureReason.PeerAddressFamilyMismatch => CauseCodes.TurnForbiddenPeer,
        TurnFailureReason.QuotaReached or TurnFailureReason.InsufficientCapacity => CauseCodes.TurnQuota,
        _ => CauseCodes.TurnUnreachable,
    };

    /// <summary>Ephemeral user names begin with the time of their end, in seconds since 1970 (docs/turn.md).</summary>
    internal static bool HasExpired(string username, DateTimeOffset now)
    {
        var head = username.AsSpan(0, Math.Max(username.IndexOf(':', StringComparison.Ordinal), 0));
        return long.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && end <= now.ToUnixTimeSeconds();
    }

    private static string Sentence(TurnFailure failure) => failure.Code == 0
        ? failure.Text
        : string.Create(CultureInfo.InvariantCulture, $"{failure.Stage}: {failure.Code} {failure.Text}");

    private static IceServerReport Failed(string url, string transport, string cause, string detail) => new(url, transport, cause, detail) { IsTurn = true };
}

using PeerCall.Server.Web;

namespace PeerCall.Server.Sessions;

/// <summary>Section <c>Signaling</c>: limits and times of the protocol (docs/protocol.md, sections 2 and 9).</summary>
internal sealed class SignalingOptions : IOptionsSection, IRoomLimits
{
    /// <inheritdoc />
    public static string Section => "Signaling";

    /// <summary>Messages a second that a connection may send for long; it is read more slowly beyond. Default 100; 0 for no limit.</summary>
    [Expects("a number from 0 to 1000000")]
    public int MessagesPerSecond { get; set; } = 100;

    /// <summary>Messages that a connection may send at once. Default 600: a call of eight sets up seven links in one go.</summary>
    [Expects("a number from 1 to 1000000")]
    public int MessageBurst { get; set; } = 600;

    /// <summary>Connections that one address (IPv6: /64) may hold open. Default 64; 0 for no limit.</summary>
    [Expects("a number from 0 to 1000000")]
    public int ConnectionsPerAddress { get; set; } = 64;

    /// <summary>New connections a minute from one address. Default 120; 0 for no limit.</summary>
    [Expects("a number from 0 to 1000000")]
    public int ConnectionRate { get; set; } = 120;

    /// <summary>Joins a minute from one address. Default 60; 0 for no limit.</summary>
    [Expects("a number from 0 to 1000000")]
    public int JoinRate { get; set; } = 60;

    /// <summary>Room passwords a minute from one address, right or wrong. Default 30; 0 for no limit.</summary>
    [Expects("a number from 0 to 1000000")]
    public int PasswordRate { get; set; } = 30;

    /// <summary>People in one room. Default 8: every browser sends to every other.</summary>
    [Expects("a number from 2 to 64")]
    public int MaxPeersPerRoom { get; set; } = 8;

    /// <summary>Rooms at one time. Default 10,000.</summary>
    [Expects("a number from 1 to 10000000")]
    public int MaxRooms { get; set; } = 10_000;

    /// <summary>How long a session waits for a lost connection. Default 60 s.</summary>
    [Expects("a time from 1s to 1h, such as 30s")]
    public TimeSpan ResumeWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>From the upgrade to <c>hello</c> at most. Default 5 s.</summary>
    [Expects("a time from 100ms to 5m, such as 30s")]
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a session may be in no room. Default 60 s.</summary>
    [Expects("a time from 1s to 1d, such as 30s")]
    public TimeSpan JoinTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two heartbeats. Default 25 s: below the idle limits of common proxies and NATs.</summary>
    [Expects("a time from 1s to 10m, such as 30s")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>From a heartbeat to its answer at most. Default 5 s.</summary>
    [Expects("a time from 500ms to 10m, such as 30s")]
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may take nothing while something waits for it. Default 10 s.</summary>
    [Expects("a time from 1s to 10m, such as 30s")]
    public TimeSpan SlowConsumerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a session token is good for. Default 7 days.</summary>
    [Expects("a time from 1m to 365d, such as 30s")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Origins (<c>https://calls.example.org</c>) whose pages may connect, beside the server's own. Default none.
    /// </summary>
    [Expects("a list of origins such as https://calls.example.org, without a path")]
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <inheritdoc />
    int IRoomLimits.MaxPeers => MaxPeersPerRoom;

    /// <inheritdoc />
    public void Check(OptionsCheck check)
    {
        check.That(MessagesPerSecond is >= 0 and <= 1_000_000, nameof(MessagesPerSecond));
        check.That(MessageBurst is >= 1 and <= 1_000_000, nameof(MessageBurst));
        check.That(ConnectionsPerAddress is >= 0 and <= 1_000_000, nameof(ConnectionsPerAddress));
        check.That(ConnectionRate is >= 0 and <= 1_000_000, nameof(ConnectionRate));
        check.That(JoinRate is >= 0 and <= 1_000_000, nameof(JoinRate));
        check.That(PasswordRate is >= 0 and <= 1_000_000, nameof(PasswordRate));
        check.That(MaxPeersPerRoom is >= 2 and <= 64, nameof(MaxPeersPerRoom));
        check.That(MaxRooms is >= 1 and <= 10_000_000, nameof(MaxRooms));
        check.That(ResumeWindow >= TimeSpan.FromMilliseconds(1000) && ResumeWindow <= TimeSpan.FromSeconds(3600), nameof(ResumeWindow));
        check.That(HelloTimeout >= TimeSpan.FromMilliseconds(100) && HelloTimeout <= TimeSpan.FromSeconds(300), nameof(HelloTimeout));
        check.That(JoinTimeout >= TimeSpan.FromMilliseconds(1000) && JoinTimeout <= TimeSpan.FromSeconds(86400), nameof(JoinTimeout));
        check.That(HeartbeatInterval >= TimeSpan.FromMilliseconds(1000) && HeartbeatInterval <= TimeSpan.FromSeconds(600), nameof(HeartbeatInterval));
        check.That(HeartbeatTimeout >= TimeSpan.FromMilliseconds(500) && HeartbeatTimeout <= TimeSpan.FromSeconds(600), nameof(HeartbeatTimeout));
        check.That(SlowConsumerTimeout >= TimeSpan.FromMilliseconds(1000) && SlowConsumerTimeout <= TimeSpan.FromSeconds(600), nameof(SlowConsumerTimeout));
        check.That(TokenLifetime >= TimeSpan.FromMilliseconds(60000) && TokenLifetime <= TimeSpan.FromSeconds(31536000), nameof(TokenLifetime));
        check.That(
            AllowedOrigins.All(static text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == text),
            nameof(AllowedOrigins));
    }
}

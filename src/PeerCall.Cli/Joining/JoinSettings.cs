using System.Net.Security;
using PeerCall.Peer;
using PeerCall.Rtc;

namespace PeerCall.Cli.Joining;

/// <summary>What <c>peercall join</c> was asked for.</summary>
internal sealed record JoinSettings
{
    /// <summary><c>--chat -</c>.</summary>
    public const string StandardInput = "-";

    public required RoomLink Room { get; init; }

    public required string Name { get; init; }

    public string? Password { get; init; }

    public bool IsEcho { get; init; }

    /// <summary>Paths of <c>--send</c>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary><c>--receive</c>; null: files are declined.</summary>
    public string? Folder { get; init; }

    public long MaxSize { get; init; }

    /// <summary><c>--chat</c>.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    public bool IsRelayOnly { get; init; }

    /// <summary>What the file of <c>--ice-servers</c> holds; null: the server's.</summary>
    public IReadOnlyList<IceServer>? IceServers { get; init; }

    /// <summary><c>--for</c>; null: until there is nothing more to do.</summary>
    public TimeSpan? Duration { get; init; }

    public TimeSpan? StatsInterval { get; init; }

    public bool IsJson { get; init; }

    public RemoteCertificateValidationCallback? Judge { get; init; }

    public bool IsFresh { get; init; }

    /// <summary>It has something to do and nothing to wait for: it leaves when that is done.</summary>
    public bool IsErrand => (Files.Count > 0 || Texts.Count > 0) && Duration is null && Folder is null && !IsEcho;
}

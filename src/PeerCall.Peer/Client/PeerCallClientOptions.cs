using System.Net.Security;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PeerCall.Peer.Engine;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer;

/// <summary>Who takes part, where, and how.</summary>
public sealed record PeerCallClientOptions
{
    /// <summary>The room; see <see cref="RoomLink.TryParse"/>.</summary>
    public required RoomLink Room { get; init; }

    /// <summary>How the others see this participant: 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Sets the password of a new room, opens an existing one. A secret. Default null.</summary>
    public string? Password { get; init; }

    /// <summary>What it says it sends. Default: nothing.</summary>
    public MediaState Media { get; init; } = MediaState.Off;

    /// <summary>
    /// A token of an earlier run (<see cref="TokenChanged"/>): this participant comes back as the same peer. A secret. Default null: as a new one.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Told of the newest token, valid for 7 days. Called within the participant's own turns: it must not block.</summary>
    public Action<string>? TokenChanged { get; init; }

    /// <summary>Takes no other path than through a TURN server; the others do not learn this machine's addresses. Default false.</summary>
    public bool RelayOnly { get; init; }

    /// <summary>STUN and TURN servers in place of those that the server hands out. Default null: the server's.</summary>
    public IReadOnlyList<Rtc.IceServer>? IceServers { get; init; }

    /// <summary>What makes the connections. Default null: <see cref="RtcEngine"/> with its defaults, and loopback where the server is on this machine.</summary>
    public IPeerEngine? Engine { get; init; }

    /// <summary>
    /// Judges the certificates of the server and of its TURN servers in place of the system: for a self-signed one. One that accepts every certificate gives the call to whoever is in between. Default null: the
    /// system judges.
    /// </summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }

    /// <summary>Opens the WebSocket in place of connecting to the server: for participants inside a server. Default null.</summary>
    public Func<CancellationToken, Task<WebSocket>>? OpenWebSocket { get; init; }

    /// <summary>Name and version of the program, for the server's log; at most 64 characters. Default: this library's.</summary>
    public string Program { get; init; } = $"peercall-dotnet/{typeof(PeerCallClientOptions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Logs. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}

using System.Net.Security;

namespace PeerCall.Peer.Probing;

/// <summary>How a server is probed.</summary>
public sealed record ProbeOptions
{
    /// <summary>How long each answer may take: the server's, and each STUN and TURN server's. Default: 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Judges the certificates of the server and of its TURN servers in place of the system. Default null: the system judges.</summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc;

/// <summary>W3C RTCIceTransportPolicy: which candidates are used.</summary>
public enum IceTransportPolicy
{
    /// <summary>All.</summary>
    All,

    /// <summary>Relayed ones alone: the other end does not learn this end's addresses.</summary>
    Relay,
}

/// <summary>How a <see cref="PeerConnection"/> is made (W3C RTCConfiguration, and what a program outside of a browser decides itself).</summary>
public sealed record PeerConnectionOptions
{
    /// <summary>STUN and TURN servers. Default: none, which is enough where both ends see each other.</summary>
    public IReadOnlyList<IceServer> IceServers { get; init; } = [];

    /// <summary>Which candidates are used. Default: all.</summary>
    public IceTransportPolicy IceTransportPolicy { get; init; } = IceTransportPolicy.All;

    /// <summary>Certificate for DTLS; it has to outlive the connection. Default null: one is made for each connection, and goes with it.</summary>
    public RtcCertificate? Certificate { get; init; }

    /// <summary>Says which of this machine's addresses may be used. Default null: all that are up, loopback excepted.</summary>
    public Func<IPAddress, bool>? AddressFilter { get; init; }

    /// <summary>Whether loopback addresses may be used: for peers on one machine. Default false.</summary>
    public bool IncludeLoopback { get; init; }

    /// <summary>First local UDP port, 1 to 65535; 0 (default): the system chooses. With <see cref="MaxPort"/>.</summary>
    public int MinPort { get; init; }

    /// <summary>Last local UDP port; 0 (default): the system chooses.</summary>
    public int MaxPort { get; init; }

    /// <summary>
    /// Judges certificates of TURN servers (<c>turns:</c>) in place of the system: for a server of one's own whose certificate nobody has signed. It has to know
    /// that certificate; one that accepts every certificate gives the server's name away to whoever is in between. Default null: the system judges.
    /// </summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }

    /// <summary>What does DTLS. Default null: OpenSSL 3.</summary>
    public IDtlsEngine? DtlsEngine { get; init; }

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Logs. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}

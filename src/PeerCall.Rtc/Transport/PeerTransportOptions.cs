using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport.MulticastDns;
using PeerCall.Rtc.Transport.Networks;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Transport;

/// <summary>How a <see cref="PeerTransport"/> works.</summary>
internal sealed record PeerTransportOptions
{
    /// <summary>Servers and policy.</summary>
    public required TransportConfiguration Configuration { get; init; }

    /// <summary>DTLS.</summary>
    public required IDtlsEngine Dtls { get; init; }

    /// <summary>This end's certificate.</summary>
    public required RtcCertificate Certificate { get; init; }

    /// <summary>Whether the certificate goes with the transport. Default: false.</summary>
    public bool OwnsCertificate { get; init; }

    /// <summary>Loops. Default: those of the process.</summary>
    public RtcLoops Loops { get; init; } = RtcLoops.Shared;

    /// <summary>Clock, the same as the loops'. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logger. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>ICE; the role is that of <see cref="IPeerTransport.Gather"/>.</summary>
    public IceAgentOptions Ice { get; init; } = new();

    /// <summary>SCTP; port and largest message of the other end are those of its description.</summary>
    public SctpOptions Sctp { get; init; } = new();

    /// <summary>The addresses of this host. Default: the system's.</summary>
    public INetworkAddresses Networks { get; init; } = SystemNetworkAddresses.Shared;

    /// <summary>Whether loopback addresses are candidates too: for tests, and for two programs on one machine. Default: false.</summary>
    public bool IncludeLoopback { get; init; }

    /// <summary>Which addresses may be candidates; null (default): all.</summary>
    public Func<NetworkAddress, bool>? AcceptsAddress { get; init; }

    /// <summary>First and last port of host candidates; null (default): the system chooses.</summary>
    public (int First, int Last)? HostPorts { get; init; }

    /// <summary>Bytes that a socket may hold in each direction, as far as the system lets it. Default: 2 MiB, 25 ms at 80 MB/s.</summary>
    public int SocketBufferBytes { get; init; } = 2 << 20;

    /// <summary>How long servers have to answer. Default: 10 s.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Finds the addresses of servers. Default: the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Finds the addresses of <c>.local</c> candidates. Default: that of the process.</summary>
    public IMulticastResolver LocalNames { get; init; } = MulticastResolver.Shared;

    /// <summary>Judges certificates of TURN servers in place of the system; only for those that are known by other means. Default: null.</summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }
}

using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Dtls.OpenSsl;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>The transport that a program gets: sockets, ICE, DTLS and SCTP.</summary>
internal static class DefaultTransport
{
    public static MadeTransport Create(PeerConnectionOptions options, TransportConfiguration configuration, IPeerTransportEvents events)
    {
        var engine = options.DtlsEngine ?? OpenSslEngine.Instance;
        var certificate = options.Certificate ?? RtcCertificate.Create();
        var transport = PeerTransport.Create(
            new PeerTransportOptions
            {
                Configuration = configuration,
                Dtls = engine,
                Certificate = certificate,
                Clock = options.TimeProvider,
                Logger = options.LoggerFactory.CreateLogger(typeof(PeerTransport).FullName!),
                IncludeLoopback = options.IncludeLoopback,
                AcceptsAddress = options.AddressFilter is { } accepts ? address => accepts(address.Address.ToIPAddress()) : null,
                HostPorts = options.MinPort == 0 ? null : (options.MinPort, options.MaxPort),
                ServerCertificateValidation = options.ServerCertificateValidation,
            },
            events);
        return new MadeTransport(transport, options.Certificate is null ? certificate : null);
    }
}

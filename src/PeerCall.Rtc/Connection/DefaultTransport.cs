using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>The transport that a program gets.</summary>
internal static class DefaultTransport
{
    private static readonly OpenSslDtlsEngine OpenSsl = new();

    public static IPeerTransport Create(PeerConnectionOptions options, TransportConfiguration configuration, IPeerTransportEvents events)
    {
        if (options.DtlsEngine is null)
            OpenSsl.Prepare();
        return PeerTransport.Create(
            new PeerTransportOptions
            {
                Configuration = configuration,
                Dtls = options.DtlsEngine ?? OpenSsl,
                Certificate = options.Certificate ?? RtcCertificate.Create(time: options.TimeProvider),
                OwnsCertificate = options.Certificate is null,
                // A clock of its own needs loops of its own.
                Loops = options.TimeProvider == TimeProvider.System ? RtcLoops.Shared : new RtcLoops(new RtcLoopsOptions { Clock = options.TimeProvider }),
                Clock = options.TimeProvider,
                Logger = options.LoggerFactory.CreateLogger(typeof(PeerTransport).FullName!),
                IncludeLoopback = options.IncludeLoopback,
                AcceptsAddress = options.AddressFilter is { } accepts ? address => accepts(address.Address.ToIPAddress()) : null,
                HostPorts = options.MinPort == 0 ? null : (options.MinPort, options.MaxPort),
                ServerCertificateValidation = options.ServerCertificateValidation,
            },
            events);
    }
}

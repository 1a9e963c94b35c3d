using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Dtls.OpenSsl;
using PeerCall.Rtc.Transport;

namespace PeerCall.Rtc.Connection;

/// <summary>The transport that a program gets.</summary>
internal static class DefaultTransport
{
    public static IPeerTransport Create(PeerConnectionOptions options, TransportConfiguration configuration, IPeerTransportEvents events)
    {
        if (options.DtlsEngine is null)
            OpenSslLibrary.Require();
        return PeerTransport.Create(
            new PeerTransportOptions
            {
                Configuration = configuration,
                Dtls = options.DtlsEngine ?? OpenSslEngine.Instance,
                Certificate = options.Certificate ?? RtcCertificate.Create(clock: options.TimeProvider),
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

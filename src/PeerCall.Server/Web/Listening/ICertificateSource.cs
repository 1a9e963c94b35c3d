using System.Net.Security;

namespace PeerCall.Server.Web;

/// <summary>Where the certificate of HTTPS comes from. Asked at every handshake, so that a renewed one needs no restart.</summary>
internal interface ICertificateSource
{
    /// <summary>The certificate, its key and its chain.</summary>
    SslStreamCertificateContext Current { get; }

    /// <summary>Whether the server made it itself, so that browsers warn.</summary>
    bool IsSelfSigned { get; }
}

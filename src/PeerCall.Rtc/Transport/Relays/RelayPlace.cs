using System.Net.Security;

namespace PeerCall.Rtc.Transport.Relays;

/// <summary>Where relays live.</summary>
/// <param name="Loop">Their loop.</param>
/// <param name="Clock">Clock.</param>
/// <param name="AttemptTimeout">How long a server has to answer, all its addresses together.</param>
/// <param name="SocketBufferBytes">Bytes that a socket may hold.</param>
/// <param name="ServerCertificateValidation">Judges certificates in place of the system; null: the system does.</param>
/// <param name="Settle">Called when a deadline may have changed.</param>
internal sealed record RelayPlace(
    RtcLoop Loop,
    TimeProvider Clock,
    TimeSpan AttemptTimeout,
    int SocketBufferBytes,
    RemoteCertificateValidationCallback? ServerCertificateValidation,
    Action Settle);

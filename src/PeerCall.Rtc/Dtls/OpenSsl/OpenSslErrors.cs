using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>An error of OpenSSL.</summary>
/// <param name="Reason">Its number in its library; 0 if there was none.</param>
/// <param name="Text">Its words.</param>
internal readonly record struct OpenSslError(int Reason, string Text);

/// <summary>The queue of errors that OpenSSL keeps for each thread.</summary>
internal static class OpenSslErrors
{
    private const int ReasonMask = 0x7F_FFFF;
    private const int NoPeerCertificate = 199;
    private const int ReadTimeoutExpired = 312;

    // An alert of the other end is its number (RFC 5246 §7.2) and this.
    private const int AlertBase = 1000;
    private const int AlertLimit = AlertBase + 256;

    /// <summary>Takes the oldest error, which is nearest to the cause, and forgets the others.</summary>
    internal static OpenSslError Take()
    {
        var code = Crypto.GetError();
        var reason = (int)(code.Value & ReasonMask);
        var text = reason == 0 ? null : Marshal.PtrToStringUTF8(Crypto.ErrorReason(code));
        Crypto.ClearErrors();
        return new OpenSslError(reason, text ?? "no reason given");
    }

    /// <summary>The failure that an error of a handshake or a read stands for.</summary>
    internal static DtlsFailure ToFailure(OpenSslError error) => new(
        error.Reason switch
        {
            NoPeerCertificate => DtlsFailureReason.NoCertificate,
            ReadTimeoutExpired => DtlsFailureReason.TimedOut,
            >= AlertBase and < AlertLimit => DtlsFailureReason.AlertReceived,
            _ => DtlsFailureReason.HandshakeFailed,
        },
        error.Text);
}

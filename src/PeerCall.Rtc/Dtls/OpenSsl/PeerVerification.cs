using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// The question about the other end's certificate, asked within the handshake: a wrong one never gets as far as application data. There is no
/// chain to follow: the fingerprint is all that counts (RFC 8122 §6.2, RFC 8827 §6.5).
/// </summary>
internal static unsafe class PeerVerification
{
    [UnmanagedCallersOnly]
    internal static int OnVerify(nint store, nint argument)
    {
        var ssl = Crypto.VerifyGetData(store, Ssl.VerifyDataIndex());
        var accepted = ssl != 0 && SslHandle.Find(Ssl.GetData(ssl, 0)) is { } association && association.Accept(Encode(Crypto.VerifyCertificate(store)));
        if (!accepted)
            // The alert that goes out is bad_certificate, which RFC 8122 §6.2 asks for.
            Crypto.VerifySetError(store, Crypto.VerifyRejected);
        return accepted ? 1 : 0;
    }

    private static byte[] Encode(nint certificate)
    {
        var size = certificate == 0 ? 0 : Crypto.WriteCertificate(certificate, null);
        if (size <= 0)
            return [];
        var encoded = new byte[size];
        fixed (byte* start = encoded)
        {
            var target = start;
            _ = Crypto.WriteCertificate(certificate, &target);
        }

        return encoded;
    }
}

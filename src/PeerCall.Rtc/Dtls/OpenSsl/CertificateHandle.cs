using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>A certificate and its key as OpenSSL has them. SSL objects that use them hold references of their own.</summary>
internal sealed unsafe class CertificateHandle : SafeHandle
{
    private nint _key;

    internal CertificateHandle(ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> key)
        : base(0, ownsHandle: true)
    {
        Crypto.ClearErrors();
        fixed (byte* certificateStart = certificate, keyStart = key)
        {
            // Both calls move the pointer on.
            var (certificateData, keyData) = ((nint)certificateStart, (nint)keyStart);
            SetHandle(Crypto.ReadCertificate(0, (byte**)&certificateData, new CLong(certificate.Length)));
            _key = Crypto.ReadPrivateKey(0, (byte**)&keyData, new CLong(key.Length));
        }

        if (IsInvalid || _key == 0)
            throw new CryptographicException($"OpenSSL does not take the certificate: {OpenSslErrors.Take().Text}.");
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Gives both to an SSL object.</summary>
    /// <exception cref="CryptographicException">OpenSSL refuses them: a key too short, or one of another certificate.</exception>
    internal void ApplyTo(SslHandle ssl)
    {
        var raw = ssl.DangerousGetHandle();
        if (Ssl.UseCertificate(raw, handle) != 1 || Ssl.UsePrivateKey(raw, _key) != 1)
            throw new CryptographicException($"OpenSSL does not take the certificate: {OpenSslErrors.Take().Text}.");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Crypto.CertificateFree(handle);
        Crypto.KeyFree(_key);
        _key = 0;
        return true;
    }
}

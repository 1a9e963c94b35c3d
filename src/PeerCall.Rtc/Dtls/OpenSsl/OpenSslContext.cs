using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// An <c>SSL_CTX</c>: a certificate and what all associations have in common. Associations keep it alive by themselves.
/// </summary>
internal sealed unsafe class OpenSslContext : SafeHandle
{
    /// <summary>
    /// Ephemeral keys and AES-GCM alone: every WebRTC stack has them, and every record of them is at least 24 bytes longer than what it carries, by which forged
    /// ones are told before OpenSSL sees them.
    /// </summary>
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

    /// <summary>RFC 7714 §14.2 and RFC 5764 §4.1.2, in the order in which a server chooses.</summary>
    private const string SrtpProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";

    private OpenSslContext(nint context)
        : base(0, ownsHandle: true) => SetHandle(context);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Makes one.</summary>
    /// <exception cref="DtlsUnavailableException">OpenSSL is missing, too old, or lacks what is needed.</exception>
    public static OpenSslContext Create(X509Certificate2 certificate)
    {
        OpenSslLibrary.Require();
        try
        {
            NativeMethods.ERR_clear_error();
            var context = new OpenSslContext(NativeMethods.SSL_CTX_new(NativeMethods.DTLS_method()));
            OpenSslErrors.ThrowUnless(!context.IsInvalid, nameof(NativeMethods.SSL_CTX_new));
            context.Configure();
            context.Use(certificate);
            return context;
        }
        catch (EntryPointNotFoundException missing)
        {
            throw new DtlsUnavailableException("DTLS needs a complete OpenSSL 3, and the one found lacks a function: install your system's own package.", missing);
        }
    }

    /// <summary>A new <c>SSL</c>, which the caller owns.</summary>
    public nint NewSsl()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
            NativeMethods.ERR_clear_error();
            var ssl = NativeMethods.SSL_new(handle);
            OpenSslErrors.ThrowUnless(ssl != 0, nameof(NativeMethods.SSL_new));
            return ssl;
        }
        finally
        {
            if (added)
                DangerousRelease();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.SSL_CTX_free(handle);
        return true;
    }

    private void Configure()
    {
        // RFC 8827 §6.5: DTLS 1.2; OpenSSL 3 has no newer one.
        Control(NativeMethods.ControlSetMinVersion, NativeMethods.Dtls12);
        Control(NativeMethods.ControlSetMaxVersion, NativeMethods.Dtls12);
        NativeMethods.SSL_CTX_set_options(handle, NativeMethods.OptionNoQueryMtu | NativeMethods.OptionNoTicket | NativeMethods.OptionNoRenegotiation);
        Control(NativeMethods.ControlSetSessionCacheMode, 0);
        Control(NativeMethods.ControlSetReadAhead, 1);
        OpenSslErrors.ThrowUnless(NativeMethods.SSL_CTX_set_cipher_list(handle, Ciphers) == 1, nameof(NativeMethods.SSL_CTX_set_cipher_list));
        OpenSslErrors.ThrowUnless(NativeMethods.SSL_CTX_set_tlsext_use_srtp(handle, SrtpProfiles) == 0, nameof(NativeMethods.SSL_CTX_set_tlsext_use_srtp));
        NativeMethods.SSL_CTX_set_verify(handle, NativeMethods.VerifyPeer | NativeMethods.VerifyFailIfNoPeerCertificate, 0);
        NativeMethods.SSL_CTX_set_cert_verify_callback(handle, &OpenSslAssociation.OnVerify, 0);
    }

    private void Control(int command, nint value) => NativeMethods.SSL_CTX_ctrl(handle, command, value, 0);

    private void Use(X509Certificate2 certificate)
    {
        using var elliptic = certificate.GetECDsaPrivateKey();
        using var rsa = certificate.GetRSAPrivateKey();
        var key = elliptic?.ExportECPrivateKey() ?? rsa!.ExportRSAPrivateKey();
        try
        {
            fixed (byte* der = certificate.RawDataMemory.Span, secret = key)
            {
                OpenSslErrors.ThrowUnless(
                    NativeMethods.SSL_CTX_use_certificate_ASN1(handle, certificate.RawDataMemory.Length, der) == 1, nameof(NativeMethods.SSL_CTX_use_certificate_ASN1));
                OpenSslErrors.ThrowUnless(
                    NativeMethods.SSL_CTX_use_PrivateKey_ASN1(elliptic is null ? NativeMethods.KeyTypeRsa : NativeMethods.KeyTypeElliptic, handle, secret, key.Length) == 1,
                    nameof(NativeMethods.SSL_CTX_use_PrivateKey_ASN1));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
        OpenSslErrors.ThrowUnless(NativeMethods.SSL_CTX_check_private_key(handle) == 1, nameof(NativeMethods.SSL_CTX_check_private_key));
    }
}

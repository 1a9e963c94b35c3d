using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// The calls into OpenSSL 3, under its own names. Blittable but for the few strings of a context. The transition to native code is left out only where a call
/// does next to nothing and calls nothing back.
/// </summary>
internal static unsafe partial class NativeMethods
{
    internal const int ErrorSsl = 1;
    internal const int ErrorWantRead = 2;
    internal const int ErrorZeroReturn = 6;

    internal const int VerifyPeer = 1;
    internal const int VerifyFailIfNoPeerCertificate = 2;
    internal const int VerifyErrorApplication = 50;

    internal const ulong OptionNoQueryMtu = 1UL << 12;
    internal const ulong OptionNoTicket = 1UL << 14;
    internal const ulong OptionNoRenegotiation = 1UL << 30;

    internal const int ControlSetMtu = 17;
    internal const int ControlSetReadAhead = 41;
    internal const int ControlSetSessionCacheMode = 44;
    internal const int ControlGetTimeout = 73;
    internal const int ControlHandleTimeout = 74;
    internal const int ControlSetMinVersion = 123;
    internal const int ControlSetMaxVersion = 124;

    internal const int Dtls12 = 0xFEFD;

    internal const int KeyTypeRsa = 6;
    internal const int KeyTypeElliptic = 408;

    internal const int BioTypeSourceSink = 0x0400;
    internal const int BioFlagRead = 1;
    internal const int BioFlagShouldRetry = 8;
    internal const int BioFlagsRetry = 15;

    /// <summary>Errors from here on are alerts of the other end (SSL_AD_REASON_OFFSET).</summary>
    internal const int ReasonAlerts = 1000;
    internal const int ReasonMask = 0x7FFFFF;
    internal const int ReasonNoCertificate = 199;
    internal const int ReasonReadTimeoutExpired = 312;

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial ulong OpenSSL_version_num();

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial void ERR_clear_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial ulong ERR_get_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void ERR_error_string_n(ulong error, byte* text, nuint length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint DTLS_method();

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_CTX_new(nint method);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_CTX_ctrl(nint context, int command, nint value, nint pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_use_certificate_ASN1(nint context, int length, byte* certificate);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_use_PrivateKey_ASN1(int type, nint context, byte* key, nint length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_CTX_check_private_key(nint context);

    /// <summary>0 is success here.</summary>
    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_tlsext_use_srtp(nint context, string profiles);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_cipher_list(nint context, string ciphers);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_CTX_set_cert_verify_callback(nint context, delegate* unmanaged<nint, nint, int> callback, nint argument);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_new(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_free(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_ctrl(nint ssl, int command, nint value, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    [SuppressGCTransition]
    internal static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_write(nint ssl, byte* data, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_shutdown(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_set_ex_data(nint ssl, int index, nint data);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_get_ex_data(nint ssl, int index);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_get_ex_data_X509_STORE_CTX_idx();

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_get_current_cipher(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_CIPHER_standard_name(nint cipher);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial nint SSL_get_selected_srtp_profile(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial int SSL_export_keying_material(
        nint ssl, byte* destination, nuint destinationLength, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    [LibraryImport(OpenSslLibrary.Ssl)]
    internal static partial void DTLS_set_timer_cb(nint ssl, delegate* unmanaged<nint, uint, uint> callback);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint X509_STORE_CTX_get_ex_data(nint store, int index);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint X509_STORE_CTX_get0_cert(nint store);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void X509_STORE_CTX_set_error(nint store, int error);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int i2d_X509(nint certificate, byte** destination);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_get_new_index();

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint BIO_meth_new(int type, string name);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_meth_set_write(nint method, delegate* unmanaged<nint, byte*, int, int> write);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_meth_set_read(nint method, delegate* unmanaged<nint, byte*, int, int> read);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged<nint, int, nint, nint, nint> control);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial nint BIO_new(nint method);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void BIO_set_data(nint bio, nint data);

    [LibraryImport(OpenSslLibrary.Crypto)]
    internal static partial void BIO_set_init(nint bio, int init);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial nint BIO_get_data(nint bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial void BIO_set_flags(nint bio, int flags);

    [LibraryImport(OpenSslLibrary.Crypto)]
    [SuppressGCTransition]
    internal static partial void BIO_clear_flags(nint bio, int flags);
}

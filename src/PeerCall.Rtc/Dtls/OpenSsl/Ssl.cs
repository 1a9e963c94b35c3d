using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// The calls of libssl. Everything is blittable, so that a call costs no marshalling. None that works on a connection suppresses the
/// transition to the garbage collector's view of the thread: they call back.
/// </summary>
internal static unsafe partial class Ssl
{
    internal const string Name = "peercall-ssl";

    internal const ulong NoAtExit = 0x0008_0000;
    internal const ulong NoQueryMtu = 1UL << 12;
    internal const ulong NoTicket = 1UL << 14;
    internal const ulong NoCompression = 1UL << 17;
    internal const ulong NoRenegotiation = 1UL << 30;

    internal const int ControlSetMtu = 17;
    internal const int ControlSessionCacheMode = 44;
    internal const int ControlMaxSendFragment = 52;
    internal const int ControlGetTimeout = 73;
    internal const int ControlHandleTimeout = 74;
    internal const int ControlGroupsList = 92;
    internal const int ControlMinVersion = 123;
    internal const int ControlMaxVersion = 124;

    internal const int Dtls12 = 0xFEFD;
    internal const int VerifyPeerOrFail = 3;

    internal const int ErrorWantRead = 2;
    internal const int ErrorZeroReturn = 6;

    [LibraryImport(Name, EntryPoint = "OPENSSL_init_ssl")]
    internal static partial int Initialize(ulong options, nint settings);

    [LibraryImport(Name, EntryPoint = "DTLS_method")]
    internal static partial nint DtlsMethod();

    [LibraryImport(Name, EntryPoint = "SSL_CTX_new")]
    internal static partial nint ContextNew(nint method);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_free")]
    internal static partial void ContextFree(nint context);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_set_options")]
    internal static partial ulong ContextSetOptions(nint context, ulong options);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_set_security_level")]
    internal static partial void ContextSetSecurityLevel(nint context, int level);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_ctrl")]
    internal static partial CLong ContextControl(nint context, int command, CLong number, void* argument);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_set_cipher_list")]
    internal static partial int ContextSetCipherList(nint context, byte* list);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_set_tlsext_use_srtp")]
    internal static partial int ContextSetSrtp(nint context, byte* profiles);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_set_verify")]
    internal static partial void ContextSetVerify(nint context, int mode, nint callback);

    [LibraryImport(Name, EntryPoint = "SSL_CTX_set_cert_verify_callback")]
    internal static partial void ContextSetCertificateVerify(nint context, delegate* unmanaged<nint, nint, int> callback, nint argument);

    [LibraryImport(Name, EntryPoint = "SSL_new")]
    internal static partial nint New(nint context);

    [LibraryImport(Name, EntryPoint = "SSL_free")]
    internal static partial void Free(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_ctrl")]
    internal static partial CLong Control(nint ssl, int command, CLong number, void* argument);

    [LibraryImport(Name, EntryPoint = "SSL_use_certificate")]
    internal static partial int UseCertificate(nint ssl, nint certificate);

    [LibraryImport(Name, EntryPoint = "SSL_use_PrivateKey")]
    internal static partial int UsePrivateKey(nint ssl, nint key);

    [LibraryImport(Name, EntryPoint = "SSL_set_bio")]
    internal static partial void SetBio(nint ssl, nint read, nint write);

    [LibraryImport(Name, EntryPoint = "SSL_set_ex_data")]
    internal static partial int SetData(nint ssl, int index, nint data);

    [LibraryImport(Name, EntryPoint = "SSL_get_ex_data")]
    internal static partial nint GetData(nint ssl, int index);

    [LibraryImport(Name, EntryPoint = "SSL_get_ex_data_X509_STORE_CTX_idx")]
    internal static partial int VerifyDataIndex();

    [LibraryImport(Name, EntryPoint = "DTLS_set_timer_cb")]
    internal static partial void SetTimer(nint ssl, delegate* unmanaged<nint, uint, uint> callback);

    [LibraryImport(Name, EntryPoint = "SSL_set_connect_state")]
    internal static partial void SetConnectState(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_set_accept_state")]
    internal static partial void SetAcceptState(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_do_handshake")]
    internal static partial int Handshake(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_get_error")]
    internal static partial int GetError(nint ssl, int result);

    [LibraryImport(Name, EntryPoint = "SSL_read")]
    internal static partial int Read(nint ssl, byte* buffer, int size);

    [LibraryImport(Name, EntryPoint = "SSL_write")]
    internal static partial int Write(nint ssl, byte* data, int size);

    [LibraryImport(Name, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_get_current_cipher")]
    internal static partial nint CurrentCipher(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_CIPHER_standard_name")]
    internal static partial nint CipherStandardName(nint cipher);

    [LibraryImport(Name, EntryPoint = "SSL_version")]
    internal static partial int Version(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_get_selected_srtp_profile")]
    internal static partial nint SelectedSrtpProfile(nint ssl);

    [LibraryImport(Name, EntryPoint = "SSL_export_keying_material")]
    internal static partial int ExportKeyingMaterial(
        nint ssl, byte* output, nuint size, byte* label, nuint labelSize, byte* context, nuint contextSize, int useContext);
}

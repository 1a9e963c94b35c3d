using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>The calls of libcrypto. Those that only read or write a field suppress the transition: no call back, no lock, a few nanoseconds.</summary>
internal static unsafe partial class Crypto
{
    internal const string Name = "peercall-crypto";

    internal const int BioSourceSink = 0x0400;
    internal const int BioShouldRetryRead = 0x09;
    internal const int BioRetryFlags = 0x0F;
    internal const int VerifyRejected = 28;

    [LibraryImport(Name, EntryPoint = "BIO_get_new_index")]
    internal static partial int BioNewIndex();

    [LibraryImport(Name, EntryPoint = "BIO_meth_new")]
    internal static partial nint BioMethodNew(int type, byte* name);

    [LibraryImport(Name, EntryPoint = "BIO_meth_set_write")]
    internal static partial int BioMethodSetWrite(nint method, delegate* unmanaged<nint, byte*, int, int> write);

    [LibraryImport(Name, EntryPoint = "BIO_meth_set_read")]
    internal static partial int BioMethodSetRead(nint method, delegate* unmanaged<nint, byte*, int, int> read);

    [LibraryImport(Name, EntryPoint = "BIO_meth_set_ctrl")]
    internal static partial int BioMethodSetControl(nint method, delegate* unmanaged<nint, int, CLong, nint, CLong> control);

    [LibraryImport(Name, EntryPoint = "BIO_new")]
    internal static partial nint BioNew(nint method);

    [LibraryImport(Name, EntryPoint = "BIO_set_init")]
    internal static partial void BioSetInitialized(nint bio, int value);

    [LibraryImport(Name, EntryPoint = "BIO_set_data")]
    internal static partial void BioSetData(nint bio, nint data);

    [LibraryImport(Name, EntryPoint = "BIO_get_data")]
    [SuppressGCTransition]
    internal static partial nint BioGetData(nint bio);

    [LibraryImport(Name, EntryPoint = "BIO_set_flags")]
    [SuppressGCTransition]
    internal static partial void BioSetFlags(nint bio, int flags);

    [LibraryImport(Name, EntryPoint = "BIO_clear_flags")]
    [SuppressGCTransition]
    internal static partial void BioClearFlags(nint bio, int flags);

    [LibraryImport(Name, EntryPoint = "ERR_clear_error")]
    internal static partial void ClearErrors();

    [LibraryImport(Name, EntryPoint = "ERR_get_error")]
    internal static partial CULong GetError();

    [LibraryImport(Name, EntryPoint = "ERR_reason_error_string")]
    internal static partial nint ErrorReason(CULong error);

    [LibraryImport(Name, EntryPoint = "d2i_X509")]
    internal static partial nint ReadCertificate(nint target, byte** data, CLong size);

    [LibraryImport(Name, EntryPoint = "i2d_X509")]
    internal static partial int WriteCertificate(nint certificate, byte** target);

    [LibraryImport(Name, EntryPoint = "X509_free")]
    internal static partial void CertificateFree(nint certificate);

    [LibraryImport(Name, EntryPoint = "d2i_AutoPrivateKey")]
    internal static partial nint ReadPrivateKey(nint target, byte** data, CLong size);

    [LibraryImport(Name, EntryPoint = "EVP_PKEY_free")]
    internal static partial void KeyFree(nint key);

    [LibraryImport(Name, EntryPoint = "X509_STORE_CTX_get0_cert")]
    internal static partial nint VerifyCertificate(nint store);

    [LibraryImport(Name, EntryPoint = "X509_STORE_CTX_get_ex_data")]
    internal static partial nint VerifyGetData(nint store, int index);

    [LibraryImport(Name, EntryPoint = "X509_STORE_CTX_set_error")]
    internal static partial void VerifySetError(nint store, int error);
}

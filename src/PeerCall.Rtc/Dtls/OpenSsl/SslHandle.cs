using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// An SSL object with its BIO. The callbacks find the association by a weak handle, so that one that was forgotten can be collected; the handle is
/// freed after the object, as freeing calls back.
/// </summary>
internal sealed class SslHandle : SafeHandle
{
    private GCHandle _association;

    internal SslHandle(nint ssl, OpenSslAssociation association, DatagramBio bio)
        : base(0, ownsHandle: true)
    {
        SetHandle(ssl);
        if (ssl == 0)
            throw new InvalidOperationException("OpenSSL could not make an SSL object.");
        _association = GCHandle.Alloc(association, GCHandleType.Weak);
        var pointer = GCHandle.ToIntPtr(_association);
        _ = Ssl.SetData(ssl, 0, pointer);
        var end = bio.New(pointer);
        Ssl.SetBio(ssl, end, end);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The association behind a pointer that OpenSSL keeps; null while it is being torn down.</summary>
    internal static OpenSslAssociation? Find(nint pointer) =>
        pointer == 0 ? null : System.Runtime.CompilerServices.Unsafe.As<OpenSslAssociation>(GCHandle.FromIntPtr(pointer).Target);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Ssl.Free(handle);
        if (_association.IsAllocated)
            _association.Free();
        return true;
    }
}

using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>An <c>SSL</c>, and the handle of the object that its callbacks find by it: that one goes last.</summary>
internal sealed class SslHandle : SafeHandle
{
    private GCHandle _owner;

    /// <summary>Makes one.</summary>
    /// <param name="context">What it is made of.</param>
    /// <param name="owner">Whom its callbacks call: an <see cref="OpenSslAssociation"/>. It stays alive until this handle is disposed of.</param>
    public SslHandle(OpenSslContext context, IDatagramBioOwner owner)
        : base(0, ownsHandle: true)
    {
        SetHandle(context.NewSsl());
        _owner = GCHandle.Alloc(owner);
        OpenSslErrors.ThrowUnless(NativeMethods.SSL_set_ex_data(handle, 0, GCHandle.ToIntPtr(_owner)) == 1, nameof(NativeMethods.SSL_set_ex_data));
        var bio = DatagramBio.Create(_owner);
        // Both directions: the SSL owns it once.
        NativeMethods.SSL_set_bio(handle, bio, bio);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer; for the owner, while it lives and is not disposed.</summary>
    public nint Pointer => handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.SSL_free(handle);
        _owner.Free();
        return true;
    }
}

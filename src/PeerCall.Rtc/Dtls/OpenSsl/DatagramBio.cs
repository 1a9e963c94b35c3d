using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>Where a <see cref="DatagramBio"/> reads from and writes to.</summary>
internal interface IDatagramBioOwner
{
    /// <summary>The largest datagram.</summary>
    int MaxDatagramSize { get; }

    /// <summary>Takes the datagram that waits.</summary>
    /// <returns>Its bytes, or 0 if none waits. What does not fit is cut off.</returns>
    int Read(Span<byte> destination);

    /// <summary>Sends a datagram.</summary>
    void Write(ReadOnlySpan<byte> datagram);
}

/// <summary>
/// A <c>BIO</c> that carries whole datagrams between OpenSSL and its owner; OpenSSL 3.0 has none in memory that keeps their bounds. It never asks for a write
/// to be repeated: UDP takes a datagram or loses it.
/// </summary>
internal static unsafe class DatagramBio
{
    private const int ControlFlush = 11;
    private const int ControlQueryMtu = 40;
    private const int ControlGetMtu = 41;
    private const int ControlSetMtu = 42;
    private const int ControlGetFallbackMtu = 47;

    private static readonly nint Method = MakeMethod();

    /// <summary>Makes one, which the <c>SSL</c> it is given to will own.</summary>
    /// <param name="owner">A handle of an <see cref="IDatagramBioOwner"/> that outlives it.</param>
    public static nint Create(GCHandle owner)
    {
        var bio = NativeMethods.BIO_new(Method);
        OpenSslErrors.ThrowUnless(bio != 0, nameof(NativeMethods.BIO_new));
        NativeMethods.BIO_set_data(bio, GCHandle.ToIntPtr(owner));
        NativeMethods.BIO_set_init(bio, 1);
        return bio;
    }

    private static nint MakeMethod()
    {
        var method = NativeMethods.BIO_meth_new(NativeMethods.BIO_get_new_index() | NativeMethods.BioTypeSourceSink, "peercall datagrams");
        OpenSslErrors.ThrowUnless(method != 0, nameof(NativeMethods.BIO_meth_new));
        var isSet = NativeMethods.BIO_meth_set_write(method, &OnWrite) == 1
            && NativeMethods.BIO_meth_set_read(method, &OnRead) == 1
            && NativeMethods.BIO_meth_set_ctrl(method, &OnControl) == 1;
        OpenSslErrors.ThrowUnless(isSet, nameof(NativeMethods.BIO_meth_set_write));
        return method;
    }

    private static IDatagramBioOwner OwnerOf(nint bio) => Unsafe.As<IDatagramBioOwner>(GCHandle.FromIntPtr(NativeMethods.BIO_get_data(bio)).Target!);

    // An exception that left one of these would end the process. The owner's methods do not throw; the guard is for what nobody thought of.
    [UnmanagedCallersOnly]
    private static int OnWrite(nint bio, byte* data, int length)
    {
        try
        {
            OwnerOf(bio).Write(new ReadOnlySpan<byte>(data, length));
        }
#pragma warning disable CA1031 // See above: the datagram is lost, as on a network.
        catch (Exception)
#pragma warning restore CA1031
        {
            return length;
        }
        return length;
    }

    [UnmanagedCallersOnly]
    private static int OnRead(nint bio, byte* buffer, int length)
    {
        NativeMethods.BIO_clear_flags(bio, NativeMethods.BioFlagsRetry);
        var read = 0;
        try
        {
            read = OwnerOf(bio).Read(new Span<byte>(buffer, length));
        }
#pragma warning disable CA1031 // See above: nothing was read.
        catch (Exception)
#pragma warning restore CA1031
        {
            read = 0;
        }
        if (read > 0)
            return read;
        NativeMethods.BIO_set_flags(bio, NativeMethods.BioFlagRead | NativeMethods.BioFlagShouldRetry);
        return -1;
    }

    [UnmanagedCallersOnly]
    private static nint OnControl(nint bio, int command, nint value, nint pointer)
    {
        switch (command)
        {
            case ControlFlush:
                return 1;
            case ControlSetMtu:
                return value;
            case ControlQueryMtu or ControlGetMtu or ControlGetFallbackMtu:
                try
                {
                    return OwnerOf(bio).MaxDatagramSize;
                }
#pragma warning disable CA1031 // See above.
                catch (Exception)
#pragma warning restore CA1031
                {
                    return 0;
                }
            default:
                return 0;
        }
    }
}

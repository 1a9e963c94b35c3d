using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// A BIO whose datagrams are the association's: OpenSSL 3.0 has none for memory that keeps their bounds. Writing never asks to be repeated, as a
/// retransmission that had to wait would end the process in some versions (CVE-2026-84782).
/// </summary>
internal sealed unsafe class DatagramBio
{
    private const int Flush = 11;
    private const int QueryMtu = 40;
    private const int GetMtu = 41;
    private const int SetMtu = 42;
    private const int SetNextTimeout = 45;
    private const int FallbackMtu = 47;
    private const int MtuOverhead = 49;

    // IPv6 and UDP: OpenSSL's least datagram is 256 bytes less these.
    private const int Overhead = 48;

    private readonly nint _method;

    internal DatagramBio()
    {
        fixed (byte* name = "peercall datagrams\0"u8)
            _method = Crypto.BioMethodNew(Crypto.BioNewIndex() | Crypto.BioSourceSink, name);
        _ = Crypto.BioMethodSetWrite(_method, &OnWrite);
        _ = Crypto.BioMethodSetRead(_method, &OnRead);
        _ = Crypto.BioMethodSetControl(_method, &OnControl);
    }

    /// <summary>Makes one, for the association behind this pointer.</summary>
    internal nint New(nint association)
    {
        var bio = Crypto.BioNew(_method);
        Crypto.BioSetData(bio, association);
        Crypto.BioSetInitialized(bio, 1);
        return bio;
    }

    [UnmanagedCallersOnly]
    private static int OnWrite(nint bio, byte* data, int size)
    {
        SslHandle.Find(Crypto.BioGetData(bio))?.Transmit(new ReadOnlySpan<byte>(data, size));
        return size;
    }

    [UnmanagedCallersOnly]
    private static int OnRead(nint bio, byte* buffer, int size)
    {
        Crypto.BioClearFlags(bio, Crypto.BioRetryFlags);
        var count = SslHandle.Find(Crypto.BioGetData(bio))?.TakeInput(new Span<byte>(buffer, size)) ?? 0;
        if (count > 0)
            return count;
        Crypto.BioSetFlags(bio, Crypto.BioShouldRetryRead);
        return -1;
    }

    [UnmanagedCallersOnly]
    private static CLong OnControl(nint bio, int command, CLong number, nint argument) => new(command switch
    {
        Flush or SetNextTimeout => 1,
        QueryMtu or GetMtu or FallbackMtu => SslHandle.Find(Crypto.BioGetData(bio))?.MaxDatagramSize ?? 0,
        SetMtu => (int)number.Value,
        MtuOverhead => Overhead,
        _ => 0,
    });
}

using System.Net.Sockets;

namespace PeerCall.Net.Batched;

/// <summary>Linux error numbers that something here depends on; the same on x64 and arm64.</summary>
internal static class Errno
{
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int TryAgain = 11;
    internal const int OutOfMemory = 12;
    internal const int AccessDenied = 13;
    internal const int InvalidArgument = 22;
    internal const int TooManyFilesInSystem = 23;
    internal const int TooManyFiles = 24;
    internal const int NotImplemented = 38;
    internal const int MessageTooLong = 90;
    internal const int NoSuchOption = 92;
    internal const int NotSupported = 95;
    internal const int FamilyNotSupported = 97;
    internal const int AddressInUse = 98;
    internal const int AddressNotAvailable = 99;
    internal const int NoBuffers = 105;
    internal const int ConnectionRefused = 111;

    /// <summary>The framework's name for what opening a socket can fail with.</summary>
    internal static SocketError ToSocketError(int errno) => errno switch
    {
        AddressInUse => SocketError.AddressAlreadyInUse,
        AddressNotAvailable => SocketError.AddressNotAvailable,
        AccessDenied => SocketError.AccessDenied,
        TooManyFiles or TooManyFilesInSystem => SocketError.TooManyOpenSockets,
        NoBuffers or OutOfMemory => SocketError.NoBufferSpaceAvailable,
        FamilyNotSupported => SocketError.AddressFamilyNotSupported,
        InvalidArgument => SocketError.InvalidArgument,
        _ => SocketError.SocketError,
    };
}

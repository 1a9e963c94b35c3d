using System.Runtime.InteropServices;

namespace PeerCall.Net.Batched;

/// <summary>What this system can do, found out once.</summary>
internal static unsafe class SystemSupport
{
    /// <summary>Whether the batched loop can run here: Linux on an architecture whose layouts are known, with calls that no sandbox withholds.</summary>
    internal static bool Batched { get; } =
        OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        && HasCalls();

    /// <summary>Whether the kernel cuts datagrams (UDP_SEGMENT, Linux 4.18).</summary>
    internal static bool Segmentation { get; } = Batched && HasUdpOption(Native.UdpSegment);

    private static bool HasCalls()
    {
        try
        {
            // A call that exists complains about the descriptor, one that does not about itself.
            if (Native.ReceiveMessages(-1, null, 0, Native.DoNotWait, null) < 0 && IsMissing())
                return false;
            if (Native.SendMessages(-1, null, 0, Native.DoNotWait) < 0 && IsMissing())
                return false;
            using var poll = new EventPoll(1);
            return true;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool IsMissing() => Marshal.GetLastPInvokeError() == Errno.NotImplemented;

    /// <summary>Whether the kernel knows an option of UDP sockets. One that does not would not refuse a train but send it as one datagram.</summary>
    internal static bool HasUdpOption(int option)
    {
        var descriptor = Native.Socket(Native.AddressFamilyV4, Native.Datagram | Native.CloseOnExec, 0);
        if (descriptor < 0)
            return false;
        int value;
        uint length = sizeof(int);
        var has = Native.GetSocketOption(descriptor, Native.LevelUdp, option, &value, &length) == 0;
        _ = Native.Close(descriptor);
        return has;
    }
}

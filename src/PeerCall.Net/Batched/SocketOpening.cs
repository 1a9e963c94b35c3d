using System.Net.Sockets;
using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Net.Batched;

/// <summary>Makes a bound, non-blocking UDP socket as a binding asks for it.</summary>
internal sealed unsafe class SocketOpening(bool offload)
{
    /// <summary>Opens one.</summary>
    /// <returns>The descriptor, or -1 with the error.</returns>
    internal int Open(in UdpBinding binding, out TransportAddress localAddress, out SocketError error)
    {
        localAddress = default;
        error = SocketError.AddressFamilyNotSupported;
        if (binding.Address.IsNone)
            return -1;
        var family = binding.Address.IsIPv4 ? Native.AddressFamilyV4 : Native.AddressFamilyV6;
        var descriptor = Native.Socket(family, Native.Datagram | Native.NonBlocking | Native.CloseOnExec, 0);
        if (descriptor >= 0 && TryPrepare(descriptor, in binding) && TryBind(descriptor, binding.Address, out localAddress))
        {
            error = SocketError.Success;
            return descriptor;
        }
        error = Errno.ToSocketError(Marshal.GetLastPInvokeError());
        if (descriptor >= 0)
            _ = Native.Close(descriptor);
        return -1;
    }

    private bool TryPrepare(int descriptor, in UdpBinding binding)
    {
        var address = binding.Address;
        if (address.IsIPv6 && !Native.TrySetOption(descriptor, Native.LevelIpv6, Native.Ipv6Only, 1))
            return false;
        if (binding.ReusePort && !Native.TrySetOption(descriptor, Native.LevelSocket, Native.ReusePort, 1))
            return false;
        if (address.IsIPv4 && address.IPv4Bits == 0 && !Native.TrySetOption(descriptor, Native.LevelIp, Native.IpPacketInfo, 1))
            return false;
        if (address.IsIPv6 && address.IPv6Bits == UInt128.Zero && !Native.TrySetOption(descriptor, Native.LevelIpv6, Native.Ipv6ReceivePacketInfo, 1))
            return false;
        if (binding.BufferBytes > 0)
        {
            SetBuffer(descriptor, Native.ReceiveBuffer, Native.ReceiveBufferForce, binding.BufferBytes);
            SetBuffer(descriptor, Native.SendBuffer, Native.SendBufferForce, binding.BufferBytes);
        }
        // Linux 5.0 and later; without it datagrams come one by one.
        if (offload)
            _ = Native.TrySetOption(descriptor, Native.LevelUdp, Native.UdpGro, 1);
        return true;
    }

    /// <summary>Past the system's limit if the process may (CAP_NET_ADMIN), up to it otherwise.</summary>
    private static void SetBuffer(int descriptor, int name, int forcedName, int bytes)
    {
        if (!Native.TrySetOption(descriptor, Native.LevelSocket, forcedName, bytes))
            _ = Native.TrySetOption(descriptor, Native.LevelSocket, name, bytes);
    }

    private static bool TryBind(int descriptor, in TransportAddress address, out TransportAddress bound)
    {
        var name = stackalloc byte[SocketName.Capacity];
        var length = SocketName.Write(name, in address);
        bound = default;
        if (Native.Bind(descriptor, name, length) != 0)
            return false;
        length = SocketName.Capacity;
        if (Native.GetSocketName(descriptor, name, &length) != 0)
            return false;
        bound = SocketName.Read(name);
        return true;
    }
}

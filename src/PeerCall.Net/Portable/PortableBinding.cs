using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Net.Portable;

/// <summary>Makes bound UDP sockets of the framework.</summary>
internal static class PortableBinding
{
    private const int LinuxSocketLevel = 1;
    private const int LinuxReusePort = 15;

    // Windows ends a receive with an error when an earlier datagram was answered by ICMP port unreachable, unless told not to.
    private const int WindowsConnectionReset = unchecked((int)0x9800000C);

    /// <summary>Binds as asked.</summary>
    internal static Socket? Bind(in UdpBinding binding, out SocketError error)
    {
        error = SocketError.AddressFamilyNotSupported;
        if (binding.Address.IsNone)
            return null;
        Socket? socket = null;
        try
        {
            socket = Create(binding.Address.AddressFamily, binding.BufferBytes);
            if (binding.ReusePort && OperatingSystem.IsLinux())
                socket.SetRawSocketOption(LinuxSocketLevel, LinuxReusePort, [1, 0, 0, 0]);
            socket.Bind(binding.Address.ToIPEndPoint());
            error = SocketError.Success;
            return socket;
        }
        catch (SocketException fault)
        {
            socket?.Dispose();
            error = fault.SocketErrorCode;
            return null;
        }
    }

    /// <summary>Binds to one address on the port that another socket holds for all of them.</summary>
    /// <returns>Null if the system refuses, or the address is none of one host.</returns>
    internal static Socket? BindBeside(Socket any, in TransportAddress address, int bufferBytes)
    {
        if (IsMulticast(in address))
            return null;
        Socket? socket = null;
        try
        {
            socket = Create(address.AddressFamily, bufferBytes);
            ShareWhileBinding(any, socket, address.ToIPEndPoint());
            return socket;
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    /// <summary>
    /// Windows lets a more specific binding be; others only where both sockets allow it. They allow it no longer than the call takes, for while they do
    /// any program of this machine could bind there too and take the datagrams.
    /// </summary>
    private static void ShareWhileBinding(Socket any, Socket socket, IPEndPoint endPoint)
    {
        if (OperatingSystem.IsWindows())
        {
            socket.Bind(endPoint);
            return;
        }
        try
        {
            any.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endPoint);
        }
        finally
        {
            any.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
        }
    }

    private static Socket Create(AddressFamily family, int bufferBytes)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        if (family is AddressFamily.InterNetworkV6)
            socket.DualMode = false;
        if (bufferBytes > 0)
        {
            socket.ReceiveBufferSize = bufferBytes;
            socket.SendBufferSize = bufferBytes;
        }
        if (OperatingSystem.IsWindows())
            _ = socket.IOControl(WindowsConnectionReset, [0, 0, 0, 0], null);
        return socket;
    }

    private static bool IsMulticast(in TransportAddress address) =>
        address.IsIPv4 ? address.IPv4Bits >> 28 == 0xE : (uint)(address.IPv6Bits >> 120) == 0xFF;
}

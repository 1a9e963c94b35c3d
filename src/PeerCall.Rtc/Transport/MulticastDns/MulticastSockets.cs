using System.Net;
using System.Net.Sockets;
using PeerCall.Rtc.Transport.Networks;

namespace PeerCall.Rtc.Transport.MulticastDns;

/// <summary>Takes what comes to multicast DNS sockets, on any thread; only from port 5353, as RFC 6762 §6 has it.</summary>
internal delegate void MulticastAnswerHandler(ReadOnlySpan<byte> message);

/// <summary>
/// The sockets of multicast DNS, open while there are questions: for each family one on port 5353 that hears answers to all, and one on a port of
/// its own that is answered alone, where responders do so (RFC 6762 §6.7). A browser answers the first alone, and port 5353 may be another's.
/// </summary>
internal sealed class MulticastSockets : IDisposable
{
    private const int Port = 5353;
    private const int Hops = 255;
    private const int MaxMessage = 9000;
    private const int LinuxSocketLevel = 1;
    private const int LinuxReusePort = 15;

    private static readonly IPAddress GroupV4 = IPAddress.Parse("224.0.0.251");
    private static readonly IPAddress GroupV6 = IPAddress.Parse("ff02::fb");

    private readonly MulticastAnswerHandler _onAnswer;
    private readonly List<(Socket Socket, bool IsOwnPort)> _sockets = [];
    private readonly List<IPAddress> _interfacesV4 = [];
    private readonly List<int> _interfacesV6 = [];

    /// <summary>Opens what can be opened: where nothing can, questions find no answer.</summary>
    public MulticastSockets(IEnumerable<NetworkAddress> addresses, MulticastAnswerHandler onAnswer)
    {
        _onAnswer = onAnswer;
        foreach (var address in addresses)
        {
            if (address.Address.IsIPv4)
                _interfacesV4.Add(address.Address.ToIPAddress());
            else if (address.Address.ScopeId != 0 && !_interfacesV6.Contains((int)address.Address.ScopeId))
                _interfacesV6.Add((int)address.Address.ScopeId);
        }
        Open(AddressFamily.InterNetwork, Port);
        Open(AddressFamily.InterNetwork, 0);
        Open(AddressFamily.InterNetworkV6, Port);
        Open(AddressFamily.InterNetworkV6, 0);
    }

    /// <summary>Asks on all interfaces.</summary>
    public void Ask(string name)
    {
        Span<byte> buffer = stackalloc byte[MulticastDnsMessage.MaxQuery];
        foreach (var (socket, isOwnPort) in _sockets)
        {
            var query = buffer[..MulticastDnsMessage.WriteQuery(buffer, name, unicast: isOwnPort)];
            if (socket.AddressFamily is AddressFamily.InterNetwork)
            {
                foreach (var address in _interfacesV4)
                    Send(socket, SocketOptionLevel.IP, SocketOptionName.MulticastInterface, address.GetAddressBytes(), new IPEndPoint(GroupV4, Port), query);
            }
            else
            {
                foreach (var index in _interfacesV6)
                    Send(socket, SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, BitConverter.GetBytes(index), new IPEndPoint(GroupV6, Port), query);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (socket, _) in _sockets)
            socket.Dispose();
    }

    private static void Send(Socket socket, SocketOptionLevel level, SocketOptionName option, byte[] networkInterface, IPEndPoint group, ReadOnlySpan<byte> query)
    {
        try
        {
            socket.SetSocketOption(level, option, networkInterface);
            socket.SendTo(query, SocketFlags.None, group);
        }
        catch (SocketException)
        {
            // An interface that cannot multicast, or went away: the others may do.
        }
    }

    private void Open(AddressFamily family, int port)
    {
        if (family is AddressFamily.InterNetwork ? _interfacesV4.Count == 0 : _interfacesV6.Count == 0)
            return;
        Socket? socket = null;
        try
        {
            socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            var level = family is AddressFamily.InterNetwork ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
            if (port != 0)
                Share(socket);
            if (family is AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, Hops);
            socket.Bind(new IPEndPoint(family is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
            if (port != 0)
                Join(socket);
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return;
        }
        _sockets.Add((socket, port == 0));
        _ = ReceiveAll(socket);
    }

    private static void Share(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LinuxSocketLevel, LinuxReusePort, [1, 0, 0, 0]);
    }

    private void Join(Socket socket)
    {
        if (socket.AddressFamily is AddressFamily.InterNetwork)
        {
            foreach (var address in _interfacesV4)
                Join(socket, SocketOptionLevel.IP, new MulticastOption(GroupV4, address));
        }
        else
        {
            foreach (var index in _interfacesV6)
                Join(socket, SocketOptionLevel.IPv6, new IPv6MulticastOption(GroupV6, index));
        }
    }

    private static void Join(Socket socket, SocketOptionLevel level, object membership)
    {
        try
        {
            socket.SetSocketOption(level, SocketOptionName.AddMembership, membership);
        }
        catch (SocketException)
        {
            // As with sending.
        }
    }

    private async Task ReceiveAll(Socket socket)
    {
        var buffer = new byte[MaxMessage];
        var anyone = new IPEndPoint(socket.AddressFamily is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone);
                if (received.RemoteEndPoint is IPEndPoint { Port: Port })
                    _onAnswer(buffer.AsSpan(0, received.ReceivedBytes));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The questions have ended.
        }
    }
}

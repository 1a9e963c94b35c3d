using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PeerCall.Server.Web;

/// <summary>A place to listen at, as configured.</summary>
/// <param name="Section">The section that says so, for faults: <c>Http</c>, <c>Https</c> or <c>Turn</c>.</param>
/// <param name="Address"><c>localhost</c>, <c>*</c> or an IP address.</param>
/// <param name="Port">TCP port; 0 is any free one.</param>
internal sealed record Endpoint(string Section, string Address, int Port)
{
    /// <summary>Both loopback addresses.</summary>
    public const string Localhost = "localhost";

    /// <summary>Every address of the machine, IPv4 and IPv6.</summary>
    public const string Any = "*";

    /// <summary>Whether the text is an address to listen at.</summary>
    public static bool IsAddress(string? text) =>
        text is not null && (text is Any || IsLocalhost(text) || IPAddress.TryParse(text, out _));

    /// <summary>Whether this is where HTTPS is spoken.</summary>
    public bool IsHttps => Section is "Https";

    /// <summary>Has Kestrel listen here.</summary>
    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (Address is Any)
            kestrel.ListenAnyIP(Port, configure);
        else if (!IsLocalhost(Address))
            kestrel.Listen(IPAddress.Parse(Address), Port, configure);
        else if (Port > 0)
            kestrel.ListenLocalhost(Port, configure);
        else
            kestrel.Listen(IPAddress.Loopback, 0, configure); // two sockets would get two different free ports
    }

    /// <summary>Tries to listen here, to tell which of several endpoints made a start fail, and why.</summary>
    /// <returns>The error, or null if the endpoint is free.</returns>
    public SocketError? Probe()
    {
        foreach (var address in Candidates())
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                // On Unix this is what Kestrel has too: it takes over a port in TIME_WAIT, never one that somebody listens on.
                if (!OperatingSystem.IsWindows())
                    socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(address, Port));
                socket.Listen(1);
            }
            catch (SocketException error) when (error.SocketErrorCode is not SocketError.AddressFamilyNotSupported)
            {
                return error.SocketErrorCode;
            }
        }
        return null;
    }

    /// <summary>The IP addresses that <see cref="Address"/> stands for, as far as this machine has them.</summary>
    public IReadOnlyList<IPAddress> Addresses()
    {
        var both = Socket.OSSupportsIPv6;
        if (Address is Any)
            return both ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Any];
        if (!IsLocalhost(Address))
            return [IPAddress.Parse(Address)];
        return both && LocalAddresses.Every().Contains(IPAddress.IPv6Loopback) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
    }

    /// <summary>Whether both are one place: the same port, at an address that both listen on.</summary>
    public bool Overlaps(Endpoint other) =>
        Port > 0 && Port == other.Port && (Address is Any || other.Address is Any || Addresses().Intersect(other.Addresses()).Any());

    private IReadOnlyList<IPAddress> Candidates() => IsLocalhost(Address) ? [IPAddress.Loopback] : Addresses();

    private static bool IsLocalhost(string text) => text.Equals(Localhost, StringComparison.OrdinalIgnoreCase);
}

using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace PeerCall.Server.Web;

/// <summary>The names and addresses by which this machine can be reached.</summary>
internal static class LocalAddresses
{
    /// <summary>DNS names: <c>localhost</c> and the machine's own, where it is one.</summary>
    public static IReadOnlyList<string> Names()
    {
        var machine = Environment.MachineName;
        return Uri.CheckHostName(machine) == UriHostNameType.Dns && !machine.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? ["localhost", machine]
            : ["localhost"];
    }

    /// <summary>Every unicast address, loopback included; link-local IPv6 ones are left out, a browser cannot open them.</summary>
    public static IReadOnlyList<IPAddress> All() =>
        [.. Interfaces().SelectMany(Usable).Concat([IPAddress.Loopback, IPAddress.IPv6Loopback]).Distinct()];

    /// <summary>Every unicast address that an interface has, link-local ones included.</summary>
    public static IReadOnlyList<IPAddress> Every() =>
        [.. Interfaces().SelectMany(static one => one.GetIPProperties().UnicastAddresses).Select(static entry => entry.Address).Distinct()];

    /// <summary>
    /// The addresses to tell other people: of the interfaces that lead somewhere (have a gateway), or, if none does, of all but loopback.
    /// IPv4 first, since it is the shorter to type.
    /// </summary>
    public static IReadOnlyList<IPAddress> Reachable()
    {
        var interfaces = Interfaces().Where(static one => one.NetworkInterfaceType != NetworkInterfaceType.Loopback).ToArray();
        var routed = interfaces.Where(static one => one.GetIPProperties().GatewayAddresses.Count > 0).ToArray();
        return
        [
            .. (routed.Length > 0 ? routed : interfaces)
                .SelectMany(Usable)
                .Where(static address => !IPAddress.IsLoopback(address))
                .Distinct()
                .OrderBy(static address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1),
        ];
    }

    private static IEnumerable<IPAddress> Usable(NetworkInterface one) =>
        one.GetIPProperties().UnicastAddresses
            .Select(static entry => entry.Address)
            .Where(static address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
                && !address.IsIPv6LinkLocal);

    private static NetworkInterface[] Interfaces()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(static one => one.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)];
        }
        catch (NetworkInformationException)
        {
            return []; // a sandbox may not let a program look; then localhost is all it knows
        }
    }
}

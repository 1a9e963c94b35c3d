using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Rtc.Transport.Networks;

/// <summary>The addresses that the system says it has. Reading them is slow, so they are remembered for a moment; one watch serves all connections.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It lives as long as the process.")]
internal sealed class SystemNetworkAddresses : INetworkAddresses
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    // An interface that comes up tells of each of its addresses.
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(250);

    private static readonly string[] VirtualNames = ["docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "flannel", "cali", "lxc", "lxd", "podman", "vEthernet"];

    private readonly Lock _gate = new();
    private readonly List<Watcher> _watchers = [];
    private readonly Timer _settled;
    private IReadOnlyList<NetworkAddress> _addresses = [];
    private long _readAt = long.MinValue;

    private SystemNetworkAddresses() => _settled = new Timer(static self => ((SystemNetworkAddresses)self!).TellAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Those of the process.</summary>
    public static SystemNetworkAddresses Shared { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<NetworkAddress> Read(bool fresh)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (!fresh && _readAt != long.MinValue && now - _readAt < MaxAge.TotalMilliseconds)
                return _addresses;
            _addresses = ReadSystem();
            _readAt = now;
            return _addresses;
        }
    }

    /// <inheritdoc/>
    public IDisposable Watch(Action changed)
    {
        var watcher = new Watcher(this, changed);
        lock (_gate)
        {
            _watchers.Add(watcher);
            if (_watchers.Count == 1)
                NetworkChange.NetworkAddressChanged += OnAddressChanged;
        }
        return watcher;
    }

    private static List<NetworkAddress> ReadSystem()
    {
        var found = new List<NetworkAddress>();
        try
        {
            var flags = LinuxAddressFlags.Read();
            foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
            {
                if (network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                    Read(network, flags, found);
            }
        }
        catch (Exception failure) when (failure is NetworkInformationException or SocketException or IOException or PlatformNotSupportedException)
        {
            // An interface that went while it was read; the change is told, and all are read again.
        }
        return found;
    }

    private static void Read(NetworkInterface network, LinuxAddressFlags flags, List<NetworkAddress> found)
    {
        var kind = KindOf(network);
        var isVirtual = Array.Exists(VirtualNames, n => network.Name.StartsWith(n, StringComparison.Ordinal));
        foreach (var unicast in network.GetIPProperties().UnicastAddresses)
        {
            if (IsUsable(unicast, flags))
                found.Add(new NetworkAddress(TransportAddress.From(unicast.Address, 0), network.Name, kind, isVirtual));
        }
    }

    /// <summary>Not those on their way out or in, nor a lasting one beside a temporary one of the same network (RFC 8445 §5.1.1.1).</summary>
    private static bool IsUsable(UnicastIPAddressInformation unicast, LinuxAddressFlags flags)
    {
        var address = unicast.Address;
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address.AddressFamily is AddressFamily.InterNetwork && !address.Equals(IPAddress.Any);
        if (address.IsIPv6Multicast || address.IsIPv4MappedToIPv6 || address.IsIPv6Teredo || address.IsIPv6SiteLocal || address.Equals(IPAddress.IPv6Any))
            return false;
        return !OperatingSystem.IsWindows()
            ? flags.IsUsable(address)
            : unicast.DuplicateAddressDetectionState is DuplicateAddressDetectionState.Preferred;
    }

    private static NetworkKind KindOf(NetworkInterface network) => network.NetworkInterfaceType switch
    {
        NetworkInterfaceType.Loopback => NetworkKind.Loopback,
        NetworkInterfaceType.Wireless80211 => NetworkKind.Wireless,
        NetworkInterfaceType.Wwanpp or NetworkInterfaceType.Wwanpp2 => NetworkKind.Cellular,
        NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp => NetworkKind.Tunnel,
        _ when IsTunnel(network.Name) => NetworkKind.Tunnel,
        _ when network.Name.StartsWith("wl", StringComparison.Ordinal) => NetworkKind.Wireless,
        NetworkInterfaceType.Ethernet or NetworkInterfaceType.GigabitEthernet or NetworkInterfaceType.FastEthernetT or NetworkInterfaceType.FastEthernetFx =>
            NetworkKind.Ethernet,
        _ => NetworkKind.Unknown,
    };

    private static bool IsTunnel(string name) =>
        name.StartsWith("tun", StringComparison.Ordinal) || name.StartsWith("tap", StringComparison.Ordinal) || name.StartsWith("wg", StringComparison.Ordinal)
        || name.StartsWith("utun", StringComparison.Ordinal) || name.StartsWith("ppp", StringComparison.Ordinal);

    private void OnAddressChanged(object? sender, EventArgs e) => _settled.Change(SettleTime, Timeout.InfiniteTimeSpan);

    private void TellAll()
    {
        Watcher[] watchers;
        lock (_gate)
        {
            _readAt = long.MinValue;
            watchers = [.. _watchers];
        }
        foreach (var watcher in watchers)
            watcher.Changed();
    }

    private void Remove(Watcher watcher)
    {
        lock (_gate)
        {
            if (_watchers.Remove(watcher) && _watchers.Count == 0)
                NetworkChange.NetworkAddressChanged -= OnAddressChanged;
        }
    }

    private sealed class Watcher(SystemNetworkAddresses owner, Action changed) : IDisposable
    {
        public void Changed() => changed();

        public void Dispose() => owner.Remove(this);
    }
}

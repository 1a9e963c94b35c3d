using PeerCall.Rtc.Transport.Networks;
using PeerCall.Stun;

namespace PeerCall.Rtc.Transport.Gathering;

/// <summary>The sockets of host candidates: one for each address of this host that may be used, kept in step with what the host has. Under the gate.</summary>
internal sealed class HostGathering(PeerTransportOptions options, RtcLoop loop, IIceBaseOwner owner, Func<int> nextId)
{
    private readonly Dictionary<TransportAddress, Host> _hosts = [];

    /// <summary>Open bases.</summary>
    public IEnumerable<HostBase> Bases => _hosts.Values.Select(h => h.Base);

    /// <summary>Closes what is not wanted any more.</summary>
    /// <returns>What was closed.</returns>
    public IReadOnlyList<HostBase> Close(IReadOnlyList<NetworkAddress> wanted)
    {
        var closed = new List<HostBase>();
        foreach (var (address, host) in _hosts.Where(h => !wanted.Any(w => w.Address == h.Key)).ToArray())
        {
            _hosts.Remove(address);
            host.Base.Close();
            closed.Add(host.Base);
        }
        return closed;
    }

    /// <summary>Opens what is new.</summary>
    /// <returns>What was opened.</returns>
    public IReadOnlyList<Host> Open(IReadOnlyList<NetworkAddress> wanted)
    {
        var opened = new List<Host>();
        foreach (var address in wanted.Where(w => !_hosts.ContainsKey(w.Address)))
        {
            var made = new HostBase(nextId(), owner);
            if (!made.TryOpen(loop.Udp, address.Address, options.HostPorts, options.SocketBufferBytes))
            {
                options.Logger.HostSocketRefused(address.Interface);
                continue;
            }
            var host = new Host(made, address);
            _hosts.Add(address.Address, host);
            opened.Add(host);
        }
        return opened;
    }

    /// <summary>A base with its address.</summary>
    internal sealed record Host(HostBase Base, NetworkAddress Network);
}

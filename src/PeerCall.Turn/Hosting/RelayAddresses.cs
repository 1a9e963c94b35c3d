using System.Net;
using PeerCall.Stun;

namespace PeerCall.Turn.Hosting;

/// <summary>
/// The addresses that relay sockets are bound to, and how they look from outside. They differ behind a one-to-one NAT, and few NATs let a machine
/// reach itself by its public address: what one relay socket sends to another is therefore translated here and never leaves the machine.
/// </summary>
internal sealed class RelayAddresses
{
    private readonly TransportAddress _publicV4;
    private readonly TransportAddress _publicV6;
    private readonly TransportAddress _localV4;
    private readonly TransportAddress _localV6;
    private readonly bool _translates;
    private readonly OpenPorts _openV4 = new();
    private readonly OpenPorts _openV6 = new();

    public RelayAddresses(TurnServerHostOptions options)
    {
        _publicV4 = Of(options.Server.PublicIPv4);
        _publicV6 = Of(options.Server.PublicIPv6);
        _localV4 = Of(options.RelayIPv4 ?? options.Server.PublicIPv4);
        _localV6 = Of(options.RelayIPv6 ?? options.Server.PublicIPv6);
        _translates = _publicV4 != _localV4 || _publicV6 != _localV6;
    }

    /// <summary>Where to bind the socket of a relayed address; the default value if it is none of ours.</summary>
    public TransportAddress ToBind(in TransportAddress relayed)
    {
        if (!relayed.IsNone && relayed.HasSameAddress(in _publicV4))
            return _localV4.WithPort(relayed.Port);
        return !relayed.IsNone && relayed.HasSameAddress(in _publicV6) ? _localV6.WithPort(relayed.Port) : default;
    }

    /// <summary>Where to send what is meant for <paramref name="peer"/>.</summary>
    public TransportAddress ToLocal(in TransportAddress peer)
    {
        if (!_translates || !PortsOf(in peer).Contains(peer.Port))
            return peer;
        var local = ToBind(in peer);
        return local.IsNone ? peer : local;
    }

    /// <summary>How the sender of a datagram looks from outside.</summary>
    public TransportAddress ToPublic(in TransportAddress source)
    {
        if (!_translates || !PortsOf(in source).Contains(source.Port))
            return source;
        if (source.HasSameAddress(in _localV4))
            return _publicV4.WithPort(source.Port);
        return source.HasSameAddress(in _localV6) ? _publicV6.WithPort(source.Port) : source;
    }

    public void Opened(in TransportAddress bound) => PortsOf(in bound).Add(bound.Port);

    public void Closed(in TransportAddress bound) => PortsOf(in bound).Remove(bound.Port);

    private OpenPorts PortsOf(in TransportAddress address) => address.IsIPv6 ? _openV6 : _openV4;

    private static TransportAddress Of(IPAddress? address) => address is null ? default : TransportAddress.From(address, 0);

    /// <summary>A set of ports that every thread reads for every packet.</summary>
    private sealed class OpenPorts
    {
        private readonly int[] _bits = new int[65536 / 32];

        public bool Contains(ushort port) => (Volatile.Read(ref _bits[port >> 5]) & (1 << (port & 31))) != 0;

        public void Add(ushort port) => Interlocked.Or(ref _bits[port >> 5], 1 << (port & 31));

        public void Remove(ushort port) => Interlocked.And(ref _bits[port >> 5], ~(1 << (port & 31)));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Numerics;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// A set of addresses of both families: sorted ranges that do not touch, found by halving. Does not change; looking up allocates
/// nothing.
/// </summary>
internal sealed class AddressRanges
{
    private readonly Side<uint> _ipv4;
    private readonly Side<UInt128> _ipv6;

    private AddressRanges(List<(uint First, uint Last)> ipv4, List<(UInt128 First, UInt128 Last)> ipv6)
    {
        _ipv4 = new Side<uint>(ipv4);
        _ipv6 = new Side<UInt128>(ipv6);
    }

    /// <summary>
    /// The addresses of these networks. A network of IPv4-mapped addresses, of 96 bits or more, counts as the IPv4 network; a wider one
    /// is a network of IPv6 and contains no IPv4 address.
    /// </summary>
    public static AddressRanges Of(IEnumerable<IPNetwork> networks)
    {
        List<(uint, uint)> ipv4 = [];
        List<(UInt128, UInt128)> ipv6 = [];
        foreach (var network in networks)
        {
            var first = TransportAddress.From(network.BaseAddress, 0);
            var length = network.PrefixLength;
            if (first.IsIPv6 && length >= CanonicalAddress.MappedPrefixLength && CanonicalAddress.IsMapped(first.IPv6Bits))
            {
                first = CanonicalAddress.Of(first);
                length -= CanonicalAddress.MappedPrefixLength;
            }
            if (first.IsIPv4)
                ipv4.Add((first.IPv4Bits, first.IPv4Bits | (length == 32 ? 0 : uint.MaxValue >> length)));
            else
                ipv6.Add((first.IPv6Bits, first.IPv6Bits | (length == 128 ? UInt128.Zero : UInt128.MaxValue >> length)));
        }
        return new AddressRanges(ipv4, ipv6);
    }

    /// <summary>These addresses.</summary>
    public static AddressRanges Of(IEnumerable<IPAddress> addresses) => Of(addresses
        .Where(a => a.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
        .Select(a => new IPNetwork(a, a.AddressFamily is AddressFamily.InterNetwork ? 32 : 128)));

    /// <summary>Whether a canonical address is in the set.</summary>
    public bool Contains(in TransportAddress address) => address.IsIPv4 ? Contains(address.IPv4Bits) : address.IsIPv6 && _ipv6.Contains(address.IPv6Bits);

    /// <summary>Whether an IPv4 address is in the set.</summary>
    public bool Contains(uint ipv4) => _ipv4.Contains(ipv4);

    /// <summary>Whether the address or one of those embedded in it is in the set.</summary>
    public bool ContainsAny(in TransportAddress address, ReadOnlySpan<uint> embedded)
    {
        if (Contains(address))
            return true;
        foreach (var ipv4 in embedded)
        {
            if (Contains(ipv4))
                return true;
        }
        return false;
    }

    /// <summary>One family.</summary>
    private readonly struct Side<T>
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        private readonly T[] _first;
        private readonly T[] _last;

        public Side(List<(T First, T Last)> ranges)
        {
            ranges.Sort();
            List<(T First, T Last)> merged = [];
            foreach (var range in ranges)
            {
                if (merged.Count > 0 && (merged[^1].Last == T.MaxValue || range.First <= merged[^1].Last + T.One))
                    merged[^1] = (merged[^1].First, T.Max(merged[^1].Last, range.Last));
                else
                    merged.Add(range);
            }
            _first = [.. merged.Select(r => r.First)];
            _last = [.. merged.Select(r => r.Last)];
        }

        public bool Contains(T value)
        {
            var at = _first.AsSpan().BinarySearch(value);
            // Not the start of a range: the complement of the index of the next greater start.
            return at >= 0 || (~at > 0 && value <= _last[~at - 1]);
        }
    }
}

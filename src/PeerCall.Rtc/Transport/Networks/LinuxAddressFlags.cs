using System.Globalization;
using System.Net;

namespace PeerCall.Rtc.Transport.Networks;

/// <summary>
/// What Linux knows about its IPv6 addresses and the framework does not tell: <c>/proc/net/if_inet6</c>, six columns of which the first is the
/// address, the second the interface and the fifth the flags of <c>linux/if_addr.h</c>. Elsewhere nothing is known, and every address is usable.
/// </summary>
internal sealed class LinuxAddressFlags
{
    private const string Path = "/proc/net/if_inet6";
    private const int Temporary = 0x01;
    private const int Unusable = 0x08 | 0x20 | 0x40; // duplicate, deprecated, tentative

    private readonly Dictionary<UInt128, int> _flags = [];
    private readonly HashSet<UInt128> _prefixesWithTemporary = [];

    /// <summary>Reads them.</summary>
    public static LinuxAddressFlags Read()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path))
            return new LinuxAddressFlags();
        return Parse(File.ReadLines(Path));
    }

    /// <summary>Reads lines of that file.</summary>
    public static LinuxAddressFlags Parse(IEnumerable<string> lines)
    {
        var read = new LinuxAddressFlags();
        foreach (var line in lines)
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length >= 6
                && UInt128.TryParse(columns[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address)
                && int.TryParse(columns[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var flags))
            {
                read._flags[address] = flags;
                if ((flags & Temporary) != 0 && (flags & Unusable) == 0)
                    read._prefixesWithTemporary.Add(address >> 64);
            }
        }
        return read;
    }

    /// <summary>Whether a candidate may be made of an address.</summary>
    public bool IsUsable(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length) || length != 16)
            return false;
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        if (!_flags.TryGetValue(bits, out var flags))
            return true;
        return (flags & Unusable) == 0 && ((flags & Temporary) != 0 || !_prefixesWithTemporary.Contains(bits >> 64));
    }
}

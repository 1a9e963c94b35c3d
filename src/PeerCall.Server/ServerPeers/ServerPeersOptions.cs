using System.Globalization;
using PeerCall.Server.Web;
using PeerCall.Signaling;

namespace PeerCall.Server.ServerPeers;

/// <summary>Section <c>Peers</c>: the server's own peers.</summary>
internal sealed class ServerPeersOptions : IOptionsSection
{
    private const int MinPorts = 8;

    /// <inheritdoc/>
    public static string Section => "Peers";

    /// <summary>Which rooms get which peers as soon as somebody is in them. Default: none.</summary>
    [Expects("for each room a list of server peers, such as [\"hub\"]")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Rooms { get; set; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Whether everybody may have a test call with <c>echo</c>. Default: true.</summary>
    [Expects("true or false")]
    public bool TestCalls { get; set; } = true;

    /// <summary>Server peers at one time, in all rooms. Default: 32.</summary>
    [Expects("a number of peers from 0 to 1000")]
    public int Max { get; set; } = 32;

    /// <summary>Local UDP ports of their links, for firewalls; empty: the system chooses. Default: empty.</summary>
    [Expects("a range of at least 8 ports such as 50000-50999, from 1024 to 65535, or nothing")]
    public string? UdpPorts { get; set; }

    /// <summary><see cref="UdpPorts"/>, read; zeros for the system's choice.</summary>
    public (int First, int Last) Ports { get; private set; }

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Max is >= 0 and <= 1000, nameof(Max));
        foreach (var room in Rooms.Keys)
        {
            if (!RoomName.IsValid(room))
                throw check.Fault(nameof(Rooms), $"names of rooms, 3 to 64 of a-z, 0-9 and '-', and \"{OptionsCheck.OneLine(room)}\" is none");
        }
        if (UdpPorts is null)
            return;
        var parts = UdpPorts.Split('-', StringSplitOptions.TrimEntries);
        var first = 0;
        var last = 0;
        check.That(
            parts.Length == 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out last)
                && first >= 1024 && last <= 65535 && last - first + 1 >= MinPorts,
            nameof(UdpPorts));
        Ports = (first, last);
    }

    /// <summary>Checks what needs to know which kinds there are.</summary>
    /// <exception cref="StartupFaultException">A room is to have a peer that there is not.</exception>
    public void CheckKinds(IReadOnlyCollection<string> kinds)
    {
        foreach (var (room, names) in Rooms)
        {
            if (names.Except(kinds, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
                throw new StartupFaultException($"Peers:Rooms:{room} is \"{OptionsCheck.OneLine(unknown)}\"; it expects server peers that there are: {string.Join(", ", kinds.Order(StringComparer.Ordinal))}.");
        }
    }
}

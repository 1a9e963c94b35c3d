using System.Net.Sockets;

namespace PeerCall.Server.Web;

/// <summary>Says in one sentence why the server cannot listen where it is told to.</summary>
internal static class BindFault
{
    /// <summary>The sentence for a failed start, or null if no endpoint is to blame.</summary>
    public static string? Explain(IReadOnlyList<Endpoint> endpoints)
    {
        if (Clash(endpoints) is { } clash)
            return clash;
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Probe() is { } error)
                return Sentence(endpoint, error);
        }
        return null;
    }

    /// <summary>The sentence for two endpoints of this program that are in each other's way, or null if none are.</summary>
    public static string? Clash(IReadOnlyList<Endpoint> endpoints)
    {
        for (var i = 1; i < endpoints.Count; i++)
        {
            if (endpoints.Take(i).FirstOrDefault(endpoints[i].Overlaps) is { } earlier)
                return $"{endpoints[i].Section}:Port is {endpoints[i].Port}, which {earlier.Section}:Port is too; it expects a port of its own, or nothing.";
        }
        return null;
    }

    /// <summary>The sentence for one endpoint.</summary>
    public static string Sentence(Endpoint endpoint, SocketError error)
    {
        var port = $"{endpoint.Section}:Port is {endpoint.Port}";
        return error switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{port}, which another program uses; it expects a free port, or 0 for any free one.",
            SocketError.AccessDenied =>
                $"{port}, which this account may not listen on; it expects a port from 1024, or the right to use lower ones.",
            SocketError.AddressNotAvailable =>
                $"{endpoint.Section}:Address is \"{endpoint.Address}\", which this machine does not have; it expects localhost, * or an IP address of this machine.",
            _ => $"{port} at \"{endpoint.Address}\", where the system does not let this program listen ({error}); it expects a free port.",
        };
    }
}

using System.Net;
using PeerCall.Stun;

namespace PeerCall.Peer.Probing;

/// <summary>Asks several servers from one socket, and tells the kind of mapping from how they see it (RFC 4787 §4.1).</summary>
internal static class NatProbe
{
    /// <summary>Servers that are asked at most: two addresses and two ports are all that counts.</summary>
    private const int MaxServers = 8;

    /// <summary>Asks all servers of one address family.</summary>
    /// <param name="servers">Addresses that answer STUN over UDP: of STUN and of TURN servers.</param>
    /// <param name="options">How long they may take.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<NatReport> RunAsync(IEnumerable<IPEndPoint> servers, ProbeOptions options, CancellationToken cancellation)
    {
        // NATs are of IPv4; where there is only IPv6 the answer is as true.
        var family = servers.OrderBy(static server => server.AddressFamily).GroupBy(static server => server.AddressFamily).FirstOrDefault();
        IPEndPoint[] asked = [.. family?.Distinct().Take(MaxServers) ?? []];
        if (asked.Length == 0)
            return NatReport.Unknown;
        await using var socket = UdpProbe.TryOpen(asked[0], options.TimeProvider);
        if (socket is null)
            return NatReport.Unknown;
        var answers = await Task.WhenAll(asked.Select(server => socket.AskAsync(server, options.Timeout, cancellation)));
        var views = asked.Zip(answers).Where(static pair => pair.Second is not null).Select(static pair => new View(pair.First, pair.Second!.Value.Mapped)).ToList();
        return Judge(TransportAddress.From(socket.Local), views);
    }

    /// <summary>The kind of mapping.</summary>
    internal static NatReport Judge(TransportAddress local, IReadOnlyList<View> views)
    {
        if (views.Count == 0)
            return NatReport.Unknown;
        return new NatReport(MappingOf(local, views), local.ToString(), [.. views.Select(static view => view.Mapped.ToString()).Distinct(StringComparer.Ordinal)]);
    }

    private static NatMapping MappingOf(TransportAddress local, IReadOnlyList<View> views)
    {
        if (views.All(view => view.Mapped == local))
            return NatMapping.None;
        var byAddress = views.GroupBy(static view => view.Server.Address).ToList();
        if (byAddress.Exists(static ports => ports.Select(static view => view.Mapped).Distinct().Count() > 1))
            return NatMapping.AddressAndPortDependent;
        if (byAddress.Count < 2)
            return NatMapping.Unknown;
        return views.Select(static view => view.Mapped).Distinct().Count() == 1 ? NatMapping.EndpointIndependent : NatMapping.AddressDependent;
    }

    /// <summary>How one server sees the socket.</summary>
    internal readonly record struct View(IPEndPoint Server, TransportAddress Mapped);
}

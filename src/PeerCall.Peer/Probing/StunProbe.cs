using System.Net;
using PeerCall.Signaling;
using PeerCall.Turn.Client;

namespace PeerCall.Peer.Probing;

/// <summary>Asks one STUN server.</summary>
internal static class StunProbe
{
    public static async Task<IceServerReport> RunAsync(string url, ProbeOptions options, CancellationToken cancellation)
    {
        if (!StunUri.TryParse(url, out var server))
            return new IceServerReport(url, "", CauseCodes.StunUnreachable, "This URL is no STUN server's that a browser takes.");
        var addresses = await ServerNames.ResolveAsync(server.Host, server.Port, cancellation);
        if (addresses.Length == 0)
            return new IceServerReport(url, "udp", CauseCodes.StunUnreachable, "The name has no address.");
        var end = options.TimeProvider.GetTimestamp();
        foreach (var address in addresses)
        {
            var left = options.Timeout - options.TimeProvider.GetElapsedTime(end);
            if (left <= TimeSpan.Zero)
                break;
            if (await AskAsync(address, left, options, cancellation) is { } answer)
                return new IceServerReport(url, "udp", CauseCodes.Ok) { RoundTrip = answer.RoundTrip, MappedAddress = answer.Mapped.ToString() };
        }
        return new IceServerReport(url, "udp", CauseCodes.StunUnreachable, "No answer.");
    }

    private static async Task<StunAnswer?> AskAsync(IPEndPoint address, TimeSpan timeout, ProbeOptions options, CancellationToken cancellation)
    {
        await using var socket = UdpProbe.TryOpen(address, options.TimeProvider);
        return socket is null ? null : await socket.AskAsync(address, timeout, cancellation);
    }
}

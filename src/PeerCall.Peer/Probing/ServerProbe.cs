using System.Net;
using PeerCall.Peer.Links;
using PeerCall.Turn.Client;

namespace PeerCall.Peer.Probing;

/// <summary>
/// Finds out whether a call can work from this machine: asks a server for its ICE servers, and tries each of them over each transport. It joins no room, unless the server gives ICE servers to members alone:
/// then one of its own, for a moment.
/// </summary>
public static class ServerProbe
{
    /// <summary>Probes a server. Where much does not answer it takes a few times <see cref="ProbeOptions.Timeout"/>.</summary>
    /// <param name="server">Its address, with the path that it has before <c>/r/</c> and <c>/api/</c>; see <see cref="RoomLink.Server"/>.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was found, also where the server cannot be reached.</returns>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static async Task<ProbeReport> RunAsync(Uri server, ProbeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        options ??= new ProbeOptions();
        var report = new ProbeReport { Server = server, Cause = "", Verdict = "", IsUsable = false };
        IceServersAnswer answer;
        try
        {
            using var api = new ServerApi(server, options);
            var info = await api.GetInfoAsync(cancellation);
            report = report with { Version = info.Version, Turn = info.Turn };
            (answer, var time) = await GreetAsync(server, api, options, cancellation);
            report = report with { SignalingTime = time };
        }
        catch (PeerCallException fault)
        {
            cancellation.ThrowIfCancellationRequested();
            return report with { Cause = fault.Code, Verdict = fault.Message };
        }
        var urls = answer.IceServers.SelectMany(static entry => entry.Urls.Select(url => (Url: url, Entry: entry))).ToList();
        var found = Task.WhenAll(urls.Select(pair => LinkEvidence.IsTurn(pair.Url)
            ? TurnProbe.RunAsync(pair.Url, pair.Entry, options, cancellation)
            : StunProbe.RunAsync(pair.Url, options, cancellation)));
        var nat = NatAsync(urls.Select(static pair => pair.Url), options, cancellation);
        var servers = ProbeVerdict.Explain(await found);
        var verdict = ProbeVerdict.Of(servers);
        return report with
        {
            CredentialsExpireAt = answer.IceExpiresAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
            IceServers = servers,
            Nat = await nat,
            Cause = verdict.Cause,
            Verdict = verdict.Sentence,
            IsUsable = verdict.IsUsable,
        };
    }

    private static async Task<(IceServersAnswer Answer, TimeSpan Time)> GreetAsync(Uri server, ServerApi api, ProbeOptions options, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var started = options.TimeProvider.GetTimestamp();
        using var signaling = await SignalingProbe.OpenAsync(new RoomLink(server, "probe").SignalingEndpoint, options, either.Token);
        var time = options.TimeProvider.GetElapsedTime(started);
        var answer = await api.GetIceServersAsync(cancellation) ?? await signaling.JoinAsync(either.Token);
        await signaling.CloseAsync(either.Token);
        return (answer, time);
    }

    private static async Task<NatReport> NatAsync(IEnumerable<string> urls, ProbeOptions options, CancellationToken cancellation)
    {
        var servers = new List<IPEndPoint>();
        foreach (var url in urls)
        {
            // A TURN server answers Binding requests too.
            if (StunUri.TryParse(url, out var stun))
                servers.AddRange(await ServerNames.ResolveAsync(stun.Host, stun.Port, cancellation));
            else if (TurnUri.TryParse(url, out var turn) && turn.Transport is TurnTransport.Udp)
                servers.AddRange(await ServerNames.ResolveAsync(turn.Host, turn.Port, cancellation));
        }
        return await NatProbe.RunAsync(servers, options, cancellation);
    }
}

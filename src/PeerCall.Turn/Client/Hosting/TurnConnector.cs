using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>Finds the way to an allocation: names, addresses, local ports and one redirection.</summary>
internal sealed class TurnConnector(TurnUri server, TurnConnectOptions options)
{
    /// <summary>Local transport addresses to try after 437 (RFC 8656 §7.4).</summary>
    private const int MaxLocalAddresses = 3;

    public async Task<TurnConnectResult> Connect(CancellationToken cancellation)
    {
        var (addresses, failure) = await Resolve(cancellation);
        foreach (var address in addresses)
        {
            var first = TransportAddress.From(address, server.Port);
            var result = await TryServer(first, server.Host, cancellation);
            if (result.Failure is { AlternateServer.IsNone: false } redirection && redirection.AlternateServer != first)
                result = await TryServer(redirection.AlternateServer, redirection.AlternateDomain ?? server.Host, cancellation);
            if (result.Succeeded || IsAnswer(result.Failure))
                return result;
            if (failure is null || result.Failure.Stage >= failure.Stage)
                failure = result.Failure;
        }
        return new TurnConnectResult(null, failure);
    }

    /// <summary>Whether the server itself has spoken, so that another of its addresses would say the same.</summary>
    private static bool IsAnswer(TurnFailure failure) =>
        failure.Code != 0 || failure.Reason is TurnFailureReason.IntegrityViolated or TurnFailureReason.CertificateRefused;

    private async Task<(IPAddress[] Addresses, TurnFailure? Failure)> Resolve(CancellationToken cancellation)
    {
        IPAddress[] found;
        try
        {
            found = IPAddress.TryParse(server.Host, out var literal) ? [literal] : await options.Resolve(server.Host, cancellation);
        }
        catch (SocketException)
        {
            found = [];
        }
        IPAddress[] usable = options.LocalAddress is { } local ? [.. found.Where(address => address.AddressFamily == local.AddressFamily)] : found;
        return usable.Length > 0
            ? (usable, null)
            : ([], new TurnFailure(TurnStage.Resolve, TurnFailureReason.NameNotResolved, 0, "The name has no address that can be used."));
    }

    private async Task<TurnConnectResult> TryServer(TransportAddress address, string name, CancellationToken cancellation)
    {
        var attempt = 1;
        while (true)
        {
            var result = await Attempt(address, name, cancellation);
            if (result.Failure?.Reason is not TurnFailureReason.AllocationMismatch || attempt++ == MaxLocalAddresses)
                return result;
        }
    }

    private async Task<TurnConnectResult> Attempt(TransportAddress address, string name, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        var (path, failure) = server.Transport is TurnTransport.Udp
            ? OpenUdp(address)
            : await StreamOpening.Open(server.Transport, address, name, options, either.Token);
        cancellation.ThrowIfCancellationRequested();
        if (path is null)
            return new TurnConnectResult(null, failure);
        var session = new TurnSession(options, path, reliable: server.Transport is not TurnTransport.Udp);
        try
        {
            failure = await session.Allocate(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            failure = session.WhyNoAllocation();
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
        if (failure is null)
            return new TurnConnectResult(new TurnClientConnection(session, server, address), null);
        await session.DisposeAsync();
        return new TurnConnectResult(null, failure);
    }

    private (ClientPath? Path, TurnFailure? Failure) OpenUdp(TransportAddress address)
    {
        var path = UdpPath.TryOpen(address, options.LocalAddress, options.Clock, out var error);
        return (path, path is null ? new TurnFailure(TurnStage.Connect, TurnFailureReason.Unreachable, 0, $"No socket: {error}.") : null);
    }
}

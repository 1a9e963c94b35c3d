using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>
/// Looks at the first bytes of every connection to the web server, where there is TLS before it and behind it: STUN goes to the TURN server, anything else on to TLS
/// or HTTP, byte for byte as it came. So TURN gets through wherever the page does, and without TLS too, for browsers that do not take this server's certificate there.
/// </summary>
internal sealed class StunOnWebPorts(EmbeddedTurnServer turn)
{
    /// <summary>Puts this into an endpoint. With HTTPS once before TLS and once behind it.</summary>
    public static void Use(ListenOptions listen)
    {
        var here = listen.ApplicationServices.GetRequiredService<StunOnWebPorts>();
        listen.Use(next => connection => here.RunAsync(connection, next));
    }

    // What this method keeps, it keeps as long as the connection lasts.
    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        switch (await LookAsync(connection))
        {
            case Beginning.Stun:
                await turn.ServeAsync(connection, ClientOf(connection)!.Value, Closing(connection));
                break;
            case Beginning.Unknown:
                break; // silent for too long, gone, or the server stops
            default:
                await next(connection);
                break;
        }
    }

    private async ValueTask<Beginning> LookAsync(ConnectionContext connection)
    {
        if (turn.SilentConnections is not { } silent || ClientOf(connection) is not { } client)
            return Beginning.Other;
        using var place = silent.Add(client.Client, connection.Abort);
        try
        {
            return await Peek.AtStartAsync(connection.Transport.Input, Closing(connection));
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException)
        {
            return Beginning.Unknown;
        }
    }

    /// <summary>The server asks its connections to close before it closes them.</summary>
    private static CancellationToken Closing(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? connection.ConnectionClosed;

    private static FiveTuple? ClientOf(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is not IPEndPoint remote || connection.LocalEndPoint is not IPEndPoint local)
            return null;
        var transport = connection.Features.Get<ITlsHandshakeFeature>() is null ? ClientTransport.Tcp : ClientTransport.Tls;
        return new FiveTuple(transport, Canonical(remote), Canonical(local));
    }

    /// <summary>A socket for both families shows IPv4 addresses in IPv6 clothes.</summary>
    public static TransportAddress Canonical(IPEndPoint endPoint) =>
        TransportAddress.From(endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address, endPoint.Port);
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using PeerCall.Signaling;

namespace PeerCall.Peer.Sessions;

/// <summary>Opens the WebSocket to a server, and says in one sentence why it does not open.</summary>
internal static class WebSocketOpening
{
    /// <summary>Opens it.</summary>
    /// <param name="endpoint">Its address, ws or wss.</param>
    /// <param name="judge">Judges the server's certificate in place of the system; null: the system.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="PeerCallException">Why it does not open; see <see cref="PeerCallErrors"/>.</exception>
    public static async Task<OpenedWebSocket> OpenAsync(Uri endpoint, RemoteCertificateValidationCallback? judge, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        IPAddress? from = null;
        // Of its own: what it connects is this socket's alone.
        using var invoker = Make(judge, address => from = address);
        var isOpen = false;
        try
        {
            socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
            socket.Options.CollectHttpResponseDetails = true;
            // The protocol has a heartbeat of its own.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(endpoint, invoker, cancellation);
            if (socket.SubProtocol != ProtocolLimits.Subprotocol)
                throw NotPeerCall(endpoint, null);
            isOpen = true;
            return new OpenedWebSocket(socket, from);
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or IOException or AuthenticationException or SocketException)
        {
            throw Explain(endpoint, socket, fault);
        }
        finally
        {
            // What is open outlives the handler that opened it.
            if (!isOpen)
                socket.Dispose();
        }
    }

    private static HttpMessageInvoker Make(RemoteCertificateValidationCallback? judge, Action<IPAddress?> connected)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync };
        if (judge is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = judge;
        return new HttpMessageInvoker(handler, disposeHandler: true);

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                // A socket for both families tells IPv4 as IPv6.
                connected(socket.LocalEndPoint is IPEndPoint { Address: var address } ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>What the network or the certificate has to do with it; null if neither has.</summary>
    internal static PeerCallException? Explain(Uri endpoint, Exception fault)
    {
        var server = $"{endpoint.Host}:{endpoint.Port}";
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
            {
                return new PeerCallException(
                    PeerCallErrors.UntrustedCertificate,
                    $"The certificate of {server} is not trusted: give the server one that is, or accept it on purpose.",
                    innerException: fault);
            }
            if (inner is SocketException or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError })
                return new PeerCallException(PeerCallErrors.ServerUnreachable, $"{server} cannot be reached: {Trim(inner.Message)}.", isRetryable: true, fault);
        }
        return null;
    }

    private static PeerCallException Explain(Uri endpoint, ClientWebSocket socket, Exception fault)
    {
        if (Explain(endpoint, fault) is { } known)
            return known;
        var server = $"{endpoint.Host}:{endpoint.Port}";
        return socket.HttpStatusCode switch
        {
            HttpStatusCode.Forbidden => new PeerCallException(
                PeerCallErrors.SignalingRefused, $"{server} refuses this client (403): the operator can allow its origin.", innerException: fault),
            HttpStatusCode.TooManyRequests => new PeerCallException(
                ErrorCodes.RateLimited, $"{server} refuses this client for a while (429): too many connections from this address.", isRetryable: true, fault),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => new PeerCallException(
                PeerCallErrors.ServerUnreachable, $"{server} is not ready ({(int)socket.HttpStatusCode}).", isRetryable: true, fault),
            >= HttpStatusCode.InternalServerError => new PeerCallException(
                PeerCallErrors.ServerUnreachable, $"{server} has a fault ({(int)socket.HttpStatusCode}).", isRetryable: true, fault),
            default(HttpStatusCode) when fault is not WebSocketException { WebSocketErrorCode: WebSocketError.UnsupportedProtocol } => new PeerCallException(
                PeerCallErrors.ServerUnreachable, $"{server} does not answer as a web server does: {Trim(fault.Message)}.", isRetryable: true, fault),
            _ => NotPeerCall(endpoint, fault),
        };
    }

    private static PeerCallException NotPeerCall(Uri endpoint, Exception? fault) =>
        new(PeerCallErrors.NotPeerCall, $"What answers at {endpoint.Host}:{endpoint.Port} is no PeerCall server: check the link.", innerException: fault);

    private static string Trim(string sentence) => sentence.TrimEnd('.', ' ');
}

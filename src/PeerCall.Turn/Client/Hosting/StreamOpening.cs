using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using PeerCall.Stun;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>Opens TCP connections, and TLS on them.</summary>
internal static class StreamOpening
{
    /// <summary>Opens one.</summary>
    /// <param name="transport">TCP or TLS.</param>
    /// <param name="address">The server.</param>
    /// <param name="name">What its certificate has to say.</param>
    /// <param name="options">The caller's.</param>
    /// <param name="cancellation">Ends the attempt, as timed out.</param>
    public static async Task<(ClientPath? Path, TurnFailure? Failure)> Open(
        TurnTransport transport, TransportAddress address, string name, TurnConnectOptions options, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var stage = TurnStage.Connect;
        Stream? stream = null;
        var isRefused = false;
        try
        {
            if (options.LocalAddress is { } local)
                socket.Bind(new IPEndPoint(local, 0));
            await socket.ConnectAsync(address.ToIPEndPoint(), cancellation);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (transport is TurnTransport.Tls)
            {
                stage = TurnStage.Tls;
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(TlsOptions(name, options, () => isRefused = true), cancellation);
            }
            return (new StreamPath(stream, options.Clock), null);
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            return (null, isRefused
                ? new TurnFailure(stage, TurnFailureReason.CertificateRefused, 0, $"The certificate is not accepted for {name}.")
                : Explain(stage, fault));
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(string name, TurnConnectOptions options, Action refused) => new()
    {
        TargetHost = name,
        RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            var isAccepted = options.ServerCertificateValidation?.Invoke(sender, certificate, chain, errors) ?? errors is SslPolicyErrors.None;
            if (!isAccepted)
                refused();
            return isAccepted;
        },
    };

    private static TurnFailure Explain(TurnStage stage, Exception fault) => fault switch
    {
        OperationCanceledException => TurnFailure.TimedOut(stage),
        SocketException { SocketErrorCode: SocketError.TimedOut } => TurnFailure.TimedOut(stage),
        SocketException socket => new TurnFailure(stage, TurnFailureReason.Unreachable, 0, $"No connection: {socket.SocketErrorCode}."),
        _ => new TurnFailure(stage, TurnFailureReason.TlsFailed, 0, "The TLS handshake failed."),
    };
}

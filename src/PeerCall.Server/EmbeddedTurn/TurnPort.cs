using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using PeerCall.Server.Web;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;
using AspNetOptions = Microsoft.Extensions.Options.Options;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>
/// The TCP side of TURN's own port: plain and TLS, told apart by the first byte. The sockets are those of the web server, the connections are not: nothing that speaks
/// HTTP is anywhere near.
/// </summary>
internal sealed partial class TurnPort : IAsyncDisposable
{
    /// <summary>What a client may send before it is read on; one message is 64 KiB at most.</summary>
    private const long ReadAhead = 128 * 1024;

    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OutOfDescriptors = TimeSpan.FromMilliseconds(100);

    private readonly TurnServerHost _host;
    private readonly ICertificateSource? _certificate;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IConnectionListener> _listeners = [];
    private readonly List<Task> _accepting = [];

    private TurnPort(TurnServerHost host, ICertificateSource? certificate, ILogger logger)
    {
        _host = host;
        _certificate = certificate;
        _logger = logger;
    }

    /// <summary>Whether it has stopped accepting by itself.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Listens.</summary>
    /// <param name="endPoints">Where; IPv6's any-address takes IPv4 too.</param>
    /// <param name="host">Who serves.</param>
    /// <param name="certificate">For TLS; null: TLS connections are closed.</param>
    /// <param name="loggers">For the sockets, and for what goes wrong here.</param>
    /// <exception cref="TurnListenException">It cannot.</exception>
    public static async Task<TurnPort> ListenAsync(
        IEnumerable<IPEndPoint> endPoints, TurnServerHost host, ICertificateSource? certificate, ILoggerFactory loggers)
    {
        var port = new TurnPort(host, certificate, loggers.CreateLogger<TurnPort>());
        var sockets = new SocketTransportFactory(
            AspNetOptions.Create(new SocketTransportOptions { MaxReadBufferSize = ReadAhead }), loggers);
        foreach (var endPoint in endPoints)
        {
            try
            {
                var listener = await sockets.BindAsync(endPoint);
                port._listeners.Add(listener);
                port._accepting.Add(port.AcceptAsync(listener));
            }
            catch (Exception error) when (error is SocketException or AddressInUseException)
            {
                await port.DisposeAsync();
                throw new TurnListenException(endPoint, error is SocketException { SocketErrorCode: var code } ? code : SocketError.AddressAlreadyInUse);
            }
        }
        return port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
        await Task.WhenAny(Task.WhenAll(_accepting), Task.Delay(EndTime));
        _stop.Dispose();
    }

    private async Task AcceptAsync(IConnectionListener listener)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    if (await listener.AcceptAsync(_stop.Token) is not { } connection)
                        break;
                    _ = ServeAsync(connection);
                }
                catch (SocketException error)
                {
                    // As when the process has no descriptor left: it will have one again.
                    LogNotAccepted(error.SocketErrorCode);
                    await Task.Delay(OutOfDescriptors, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
        finally
        {
            HasFailed = !_stop.IsCancellationRequested;
        }
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        try
        {
            if (connection.RemoteEndPoint is IPEndPoint remote && connection.LocalEndPoint is IPEndPoint local)
                await ServeAsync(connection, new FiveTuple(ClientTransport.Tcp, StunOnWebPorts.Canonical(remote), StunOnWebPorts.Canonical(local)));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or AuthenticationException or InvalidOperationException)
        {
            LogLost(error.Message);
        }
#pragma warning disable CA1031 // One connection must not go unheard with a defect, and the others have nothing to do with it.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            LogDefect(defect);
        }
        finally
        {
            connection.Abort();
            await connection.DisposeAsync();
        }
    }

    private async Task ServeAsync(ConnectionContext connection, FiveTuple client)
    {
        // One time limit for the first byte and for the whole of TLS' handshake.
        using var place = _host.IdleConnections.Add(client.Client, connection.Abort);
        var beginning = await Peek.AtStartAsync(connection.Transport.Input, connection.ConnectionClosed);
        if (beginning is Beginning.Stun)
        {
            place.Dispose();
            await _host.ServeAsync(connection.Transport, client, connection.ConnectionClosed);
        }
        else if (beginning is Beginning.Tls && _certificate is not null)
        {
            await using var stream = new SslStream(new DuplexPipeStream(connection.Transport));
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _certificate.Current,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                },
                connection.ConnectionClosed);
            place.Dispose();
            await _host.ServeAsync(new TlsTransport(stream), client with { Transport = ClientTransport.Tls }, connection.ConnectionClosed);
        }
    }

    [LoggerMessage(1206, LogLevel.Warning, "TURN could not accept a connection ({Error}); it tries again.")]
    private partial void LogNotAccepted(SocketError error);

    [LoggerMessage(1207, LogLevel.Debug, "A TURN connection ended: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(1208, LogLevel.Error, "A defect ended a TURN connection; the others go on.")]
    private partial void LogDefect(Exception defect);

    /// <summary>The two directions of a TLS stream; an idle one holds no buffer.</summary>
    private sealed class TlsTransport(SslStream stream) : IDuplexPipe
    {
        private static readonly StreamPipeReaderOptions Reading = new(bufferSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true);
        private static readonly StreamPipeWriterOptions Writing = new(leaveOpen: true);

        public PipeReader Input { get; } = PipeReader.Create(stream, Reading);

        public PipeWriter Output { get; } = PipeWriter.Create(stream, Writing);
    }
}

using System.IO.Pipelines;
using System.Net.WebSockets;
using PeerCall.Peer;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Server.Sessions;
using PeerCall.Signaling;

namespace PeerCall.Server.ServerPeers;

/// <summary>
/// Connects the server's own peers to its signaling: a WebSocket (RFC 6455) over two pipes, without a port. From there on they are connections like all others, with the same rates and bounds.
/// </summary>
internal sealed partial class InProcessConnection(SignalingEndpoint endpoint, DrainState drain, ILogger<InProcessConnection> logger)
{
    /// <summary>The peer's end.</summary>
    /// <exception cref="PeerCallException">The server stops.</exception>
    public Task<WebSocket> OpenAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (drain.IsDraining)
            throw new PeerCallException(ErrorCodes.Draining, ErrorTexts.Of(ErrorCodes.Draining), isRetryable: true);
        var pipes = new Duplex();
        _ = ServeAsync(pipes);
        return Task.FromResult(Over(pipes.PeerEnd, isServer: false, pipes.Close));
    }

    private async Task ServeAsync(Duplex pipes)
    {
        try
        {
            using var socket = Over(pipes.ServerEnd, isServer: true, pipes.Close);
            await endpoint.RunOwnAsync(socket, pipes.Close);
        }
#pragma warning disable CA1031 // Nobody awaits it.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            LogDefect(defect);
        }
    }

    // Neither end can be lost without the other noticing: no WebSocket pings.
    private static WebSocket Over(IDuplexPipe end, bool isServer, Action closed) => WebSocket.CreateFromStream(
        new DuplexPipeStream(end, closed),
        new WebSocketCreationOptions { IsServer = isServer, SubProtocol = ProtocolLimits.Subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });

    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "A defect in the signaling of a server peer")]
    private partial void LogDefect(Exception defect);

    /// <summary>Two pipes, one in each direction.</summary>
    private sealed class Duplex
    {
        private readonly Pipe _toServer = new();
        private readonly Pipe _toPeer = new();

        public IDuplexPipe PeerEnd => new End(_toPeer.Reader, _toServer.Writer);

        public IDuplexPipe ServerEnd => new End(_toServer.Reader, _toPeer.Writer);

        /// <summary>Ends both directions: who reads comes to the end, who waits to write is woken. Idempotent, from any thread.</summary>
        public void Close()
        {
            foreach (var writer in new[] { _toServer.Writer, _toPeer.Writer })
            {
                writer.CancelPendingFlush();
                writer.Complete();
            }
        }

        private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}

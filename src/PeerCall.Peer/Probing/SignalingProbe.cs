using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using PeerCall.Peer.Client;
using PeerCall.Peer.Sessions;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Probing;

/// <summary>Says hello to the signaling endpoint, and, where ICE servers are for members of a room alone, is one for a moment. No session outlives it.</summary>
internal sealed class SignalingProbe : IDisposable
{
    private const int MaxMessage = ProtocolLimits.MaxMessageBytes * 4;

    private readonly WebSocket _socket;
    private readonly byte[] _buffer = new byte[MaxMessage];

    private SignalingProbe(WebSocket socket) => _socket = socket;

    /// <summary>Opens it and waits for the greeting.</summary>
    /// <exception cref="PeerCallException">It does not open, or is lost before it greets.</exception>
    public static async Task<SignalingProbe> OpenAsync(Uri endpoint, ProbeOptions options, CancellationToken cancellation)
    {
        WebSocket socket;
        try
        {
            (socket, _) = await WebSocketOpening.OpenAsync(endpoint, options.ServerCertificateValidation, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw Lost();
        }
        catch (PeerCallException fault) when (fault.Code == PeerCallErrors.NotPeerCall)
        {
            // It has answered as one over HTTP.
            throw new PeerCallException(
                PeerCallErrors.SignalingRefused, "The server answers, but refuses its WebSocket: a proxy in between may have to be told of WebSockets.", innerException: fault);
        }
        var probe = new SignalingProbe(socket);
        try
        {
            await probe.SendAsync(new Hello { Version = ProtocolLimits.Version, Client = "peercall-probe" }, cancellation);
            await probe.ReceiveAsync<Welcome>(cancellation);
            return probe;
        }
        catch
        {
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Joins a room that nobody else knows, takes its ICE servers and leaves.</summary>
    /// <exception cref="PeerCallException">The server refuses, or the connection is lost.</exception>
    public async Task<IceServersAnswer> JoinAsync(CancellationToken cancellation)
    {
        var room = $"probe-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 24)}";
        await SendAsync(new Join { Id = 1, Room = room, Name = "probe", Kind = PeerKind.Headless }, cancellation);
        var joined = await ReceiveAsync<Joined>(cancellation);
        await SendAsync(new Leave { Id = 2 }, cancellation);
        return new IceServersAnswer(joined.IceServers, joined.IceExpiresAt);
    }

    /// <summary>Ends the session. Errors are of no interest any more.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // It was over already.
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(ClientMessage message, CancellationToken cancellation)
    {
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, ProtocolJson.Default.ClientMessage), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            throw Lost();
        }
    }

    /// <summary>Waits for a message of a kind; an error in its place is one here.</summary>
    private async Task<T> ReceiveAsync<T>(CancellationToken cancellation)
        where T : ServerMessage
    {
        while (true)
        {
            var length = await ReceiveFrameAsync(cancellation);
            switch (ServerMessageReader.Read(_buffer.AsSpan(0, length)).Message)
            {
                case T found:
                    return found;
                case Error error:
                    throw new PeerCallException(error.Code, error.Text, error.Retryable);
            }
        }
    }

    private async Task<int> ReceiveFrameAsync(CancellationToken cancellation)
    {
        var filled = 0;
        try
        {
            while (filled < _buffer.Length)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(filled), cancellation);
                if (part.MessageType is WebSocketMessageType.Close)
                    throw _socket.CloseStatus is { } status && !CloseCodes.IsRetryable((int)status) ? CloseFault.Of((int)status) : Lost();
                filled += part.Count;
                if (part.EndOfMessage)
                    return filled;
            }
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException)
        {
            throw Lost();
        }
        throw new PeerCallException(PeerCallErrors.NotPeerCall, "The server says more at once than the protocol allows.");
    }

    private static PeerCallException Lost() =>
        new(PeerCallErrors.SignalingLost, "The server answers, but nothing comes through its WebSocket: a proxy in between may have to be told of WebSockets.", isRetryable: true);
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PeerCall.Peer.Sessions;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Probing;

/// <summary>What <c>GET /api/info</c> says (docs/protocol.md, section 10), as far as it is of use here.</summary>
internal sealed record ServerInfo(string Version, string Turn);

/// <summary>What <c>GET /api/ice-servers</c> says.</summary>
internal sealed record IceServersAnswer(IReadOnlyList<IceServer> IceServers, long? IceExpiresAt = null);

/// <summary>The HTTP side of a server.</summary>
internal sealed class ServerApi : IDisposable
{
    /// <summary>Far more than a server says here.</summary>
    private const int MaxAnswer = 256 * 1024;

    private readonly Uri _server;
    private readonly HttpClient _http;

    public ServerApi(Uri server, ProbeOptions options)
    {
        _server = server;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (options.ServerCertificateValidation is { } judge)
            handler.SslOptions.RemoteCertificateValidationCallback = judge;
        _http = new HttpClient(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>What kind of server it is.</summary>
    /// <exception cref="PeerCallException">It cannot be reached, or is none.</exception>
    public async Task<ServerInfo> GetInfoAsync(CancellationToken cancellation)
    {
        var (status, body) = await GetAsync("api/info", cancellation);
        return status is HttpStatusCode.OK && Read(body, ProbeJson.Default.ServerInfo) is { } info ? info : throw NotPeerCall(status);
    }

    /// <summary>Its ICE servers; null if they are for those alone who are in a room.</summary>
    /// <exception cref="PeerCallException">It cannot be reached, or refuses.</exception>
    public async Task<IceServersAnswer?> GetIceServersAsync(CancellationToken cancellation)
    {
        var (status, body) = await GetAsync("api/ice-servers", cancellation);
        return status switch
        {
            HttpStatusCode.OK when Read(body, ProbeJson.Default.IceServersAnswer) is { } answer => answer,
            HttpStatusCode.Unauthorized => null,
            HttpStatusCode.TooManyRequests => throw new PeerCallException(ErrorCodes.RateLimited, $"{_server.Authority} refuses this client for a while (429): try again in a minute.", isRetryable: true),
            _ => throw NotPeerCall(status),
        };
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException fault)
        {
            throw WebSocketOpening.Explain(_server, fault)
                ?? new PeerCallException(PeerCallErrors.NotPeerCall, $"What answers at {_server.Authority} is no PeerCall server: check the link.", innerException: fault);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PeerCallException(PeerCallErrors.ServerUnreachable, $"{_server.Authority} does not answer in time.", isRetryable: true);
        }
    }

    private PeerCallException NotPeerCall(HttpStatusCode status) => status >= HttpStatusCode.InternalServerError
        ? new PeerCallException(PeerCallErrors.ServerUnreachable, $"{_server.Authority} is not ready ({(int)status}).", isRetryable: true)
        : new PeerCallException(PeerCallErrors.NotPeerCall, $"What answers at {_server.Authority} is no PeerCall server: check the link.");

    private static T? Read<T>(byte[] body, JsonTypeInfo<T> info)
        where T : class
    {
        // The serializer has no other way than an exception to say "not JSON".
        try
        {
            return JsonSerializer.Deserialize(body, info);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>JSON of the HTTP API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(IceServersAnswer))]
internal sealed partial class ProbeJson : JsonSerializerContext;

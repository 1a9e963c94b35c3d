using System.Text.Json;
using System.Text.Json.Serialization;
using PeerCall.Cli.Outcomes;
using PeerCall.Rtc;
using PeerCall.Turn.Client;

namespace PeerCall.Cli.Joining;

/// <summary>The file of <c>--ice-servers</c>: STUN and TURN servers in the form that browsers take (W3C WebRTC §4.2.4), and in which <c>GET /api/ice-servers</c> answers. A file, because credentials on a command line are seen by everybody on the machine.</summary>
internal static class IceServerFile
{
    /// <summary>Far more than anybody has servers.</summary>
    private const int MaxSize = 64 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or holds something else.</exception>
    public static IReadOnlyList<IceServer> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxSize)
                throw Other(path, "it is too large");
            var servers = JsonSerializer.Deserialize(file, IceServerJson.Default.IceServerList)!.IceServers;
            return [.. servers.Select(server => Checked(path, server))];
        }
        catch (JsonException)
        {
            throw Other(path, "it is no such JSON");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandFailure(ExitCodes.File, $"The file of --ice-servers cannot be read: {fault.Message}");
        }
    }

    private static IceServer Checked(string path, GivenServer? server)
    {
        IReadOnlyList<string> urls = server?.Urls.ValueKind switch
        {
            JsonValueKind.String => [server.Urls.GetString()!],
            JsonValueKind.Array => [.. server.Urls.EnumerateArray().Select(static url => url.ValueKind is JsonValueKind.String ? url.GetString()! : "")],
            _ => [],
        };
        if (server is null || urls.Count == 0)
            throw Other(path, "a server has no 'urls'");
        foreach (var url in urls)
        {
            var isTurn = TurnUri.TryParse(url, out _);
            if (!isTurn && !StunUri.TryParse(url, out _))
                throw Other(path, $"'{url}' is no STUN or TURN URL");
            if (isTurn && (server.Username is null || server.Credential is null))
                throw Other(path, $"{url} needs 'username' and 'credential'");
        }

        return new IceServer { Urls = urls, Username = server.Username, Credential = server.Credential };
    }

    private static CommandFailure Other(string path, string why) => new(
        ExitCodes.Usage,
        $"{path} is no list of ICE servers, {why}: it looks like {{\"iceServers\":[{{\"urls\":[\"turn:turn.example.org:3478?transport=udp\"],\"username\":\"…\",\"credential\":\"…\"}}]}}.");
}

/// <summary>What the file holds.</summary>
internal sealed record IceServerList(IReadOnlyList<GivenServer?> IceServers);

/// <summary>One entry of it.</summary>
/// <param name="Urls">A text, or a list of them.</param>
/// <param name="Username">User name for TURN.</param>
/// <param name="Credential">Password for TURN.</param>
internal sealed record GivenServer(JsonElement Urls, string? Username = null, string? Credential = null);

/// <summary>JSON of the file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 8,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IceServerList))]
internal sealed partial class IceServerJson : JsonSerializerContext;

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.NetworkLab.Network;

/// <summary>The built server in the lab, on the usual HTTPS port with a certificate of its own. It can be killed and started again with the same data.</summary>
internal sealed class LabServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly Uri Url = new($"https://{Lab.ServerAddress}/");

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly string _key = RandomNumberGenerator.GetHexString(32);
    private readonly HttpClient _http = NamespaceSockets.HttpClient(Lab.ServerNamespace);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-lab-");
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly bool _isSelfSigned;
    private ChildProcess? _process;

    private LabServer(IReadOnlyDictionary<string, string> settings, bool isSelfSigned)
    {
        _settings = settings;
        _isSelfSigned = isSelfSigned;
    }

    /// <summary>Output of the running process, or of the last one.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Configuration keys beside the lab's own.</param>
    /// <param name="isSelfSigned">Whether it makes its certificate itself, as for somebody who has configured none.</param>
    public static async Task<LabServer> Start(IReadOnlyDictionary<string, string> settings, bool isSelfSigned = false)
    {
        var server = new LabServer(settings, isSelfSigned);
        try
        {
            await server.Restart();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The link to a room.</summary>
    public static string Room(string room) => new Uri(Url, $"r/{room}").ToString();

    /// <summary>What a path of the server's HTTP interface answers.</summary>
    public Task<string> Get(string path) => _http.GetStringAsync(new Uri(Url, path));

    /// <summary>What the operator is told of all links, those that live and those that have ended.</summary>
    public async Task<JsonElement[]> Links()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, "api/links"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        using var response = await _http.SendAsync(request);
        return [.. JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("links").EnumerateArray()];
    }

    /// <summary>Ends it gracefully (SIGTERM).</summary>
    /// <returns>The lines of its files of links.</returns>
    public async Task<IReadOnlyList<string>> Stop()
    {
        (await _process!.Stop(StopTimeout)).ShouldBe(0, Output);
        var folder = Path.Combine(Data, "links");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)] : [];
    }

    /// <summary>Starts it, after <see cref="Kill"/> with the same data.</summary>
    public async Task Restart()
    {
        File.Exists(BuildPaths.Server).ShouldBeTrue($"{BuildPaths.Server} is not built; run tests/run.sh, or build the solution first.");
        if (_process is not null)
            await _process.DisposeAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["PEERCALL_DATA"] = Data,
            ["PEERCALL_Http__Port"] = "",
            ["PEERCALL_Https__Port"] = "443",
            ["PEERCALL_Turn__PublicAddress"] = Lab.ServerAddress,
            ["PEERCALL_Turn__RelayAddress"] = Lab.ServerAddress,
            // The lab's internet is made of addresses that are reserved for documentation, and those are no targets of a relay.
            ["PEERCALL_Turn__AllowedPeers"] = "203.0.113.0/24,198.51.100.0/24",
            ["PEERCALL_Metrics__AllowedNetworks"] = Lab.ServerAddress,
            ["PEERCALL_Operator__Key"] = _key,
        };
        if (!_isSelfSigned)
        {
            var (certificate, key) = await Certificate();
            environment["PEERCALL_Https__Certificate"] = certificate;
            environment["PEERCALL_Https__Key"] = key;
        }
        foreach (var (key, value) in _settings)
            environment[$"PEERCALL_{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        _process = ChildProcess.Start("ip", ["netns", "exec", Lab.ServerNamespace, "dotnet", BuildPaths.Server], environment);
        await Eventually.Holds(IsReady, StartTimeout, () => $"the server is ready. It wrote:\n{Output}");
    }

    /// <summary>Ends it without warning (SIGKILL).</summary>
    public Task Kill() => _process!.Kill();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The same after a restart: whoever trusts it goes on trusting it.</summary>
    private async Task<(string Certificate, string Key)> Certificate()
    {
        var certificate = Path.Combine(_folder.FullName, "cert.pem");
        return File.Exists(certificate)
            ? (certificate, Path.Combine(_folder.FullName, "key.pem"))
            : await ThrowawayCertificate.WriteTo(_folder, IPAddress.Parse(Lab.ServerAddress));
    }

    private async Task<bool> IsReady()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"The server ended with code {_process.ExitCode}:\n{Output}");
        try
        {
            await Get("health/ready");
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}

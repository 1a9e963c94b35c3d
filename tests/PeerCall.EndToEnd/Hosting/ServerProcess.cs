using System.Collections.ObjectModel;
using System.Globalization;
using System.Net.Http.Headers;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>
/// The built server as a process of its own, on its own ports with its own data folder. It can be stopped or killed and started again on the
/// same ports with the same data, as after a crash.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>No measure of the server: a machine that is starting browsers may let it wait.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = AnswerTimeout };
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("peercall-e2e-");
    private readonly int _port = FreePorts.Next();
    private readonly IReadOnlyDictionary<string, string> _settings;
    private ChildProcess? _process;

    private ServerProcess(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>Where the page is. <c>localhost</c> is a secure context without a certificate.</summary>
    public Uri Url => new($"http://localhost:{_port}/");

    /// <summary>Id of the running process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Output of the running process, or of the last one.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="settings">Configuration keys such as <c>Turn:Mode</c>, added to the tests' own.</param>
    public static async Task<ServerProcess> Start(IReadOnlyDictionary<string, string>? settings = null)
    {
        var server = new ServerProcess(settings ?? ReadOnlyDictionary<string, string>.Empty);
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

    /// <summary>The link to a room.</summary>
    public string Room(string room) => new Uri(Url, $"r/{room}").ToString();

    /// <summary>What a path of the HTTP interface answers.</summary>
    /// <param name="path">The path.</param>
    /// <param name="key">The operator's key, for the operator's requests.</param>
    public async Task<string> Get(string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, path));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Starts again after <see cref="Stop"/> or <see cref="Kill"/>: same ports, same data folder, same settings.</summary>
    public async Task Restart()
    {
        File.Exists(BuildPaths.Server).ShouldBeTrue($"{BuildPaths.Server} is not built; run tests/run.sh, or build the solution first.");
        if (_process is not null)
            await _process.DisposeAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["PEERCALL_DATA"] = _data.FullName,
            ["PEERCALL_Http__Address"] = "localhost",
            ["PEERCALL_Http__Port"] = _port.ToString(CultureInfo.InvariantCulture),
            // Off: loopback over plain HTTP is all that the browsers of the tests use.
            ["PEERCALL_Https__Port"] = "",
            // Another server may have the usual one.
            ["PEERCALL_Turn__Port"] = "0",
        };
        foreach (var (key, value) in _settings)
            environment[$"PEERCALL_{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        _process = ChildProcess.Start("dotnet", [BuildPaths.Server], environment);
        await Eventually.Holds(IsReady, StartTimeout, () => $"the server is ready. It wrote:\n{Output}");
    }

    /// <summary>Ends it gracefully (SIGTERM). Returns the exit code.</summary>
    public Task<int> Stop() => _process!.Stop(StopTimeout);

    /// <summary>Ends it without warning (SIGKILL).</summary>
    public Task Kill() => _process!.Kill();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task<bool> IsReady()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"The server ended with code {_process.ExitCode}:\n{Output}");
        try
        {
            using var response = await _http.GetAsync(new Uri(Url, "health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or System.Net.Sockets.SocketException or TaskCanceledException)
        {
            return false;
        }
    }
}

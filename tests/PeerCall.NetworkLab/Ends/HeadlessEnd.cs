using System.Globalization;
using System.Reflection;
using System.Text.Json;
using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Network;

namespace PeerCall.NetworkLab.Ends;

/// <summary>A headless peer (tests/PeerCall.NetworkLab.Headless), read from its JSON lines.</summary>
internal sealed class HeadlessEnd : IEnd
{
    private const int Interval = 50;
    private const int Enough = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly Side _side;
    private readonly int _restarts;
    private readonly Func<Task<string>> _tell;
    private ChildProcess? _process;

    /// <summary>Makes one that is in no room yet.</summary>
    /// <param name="side">Which client of the lab it runs on.</param>
    /// <param name="restarts">How often it restarts ICE by itself, once it is connected.</param>
    /// <param name="tell">What happened to both ends.</param>
    public HeadlessEnd(Side side, int restarts, Func<Task<string>> tell)
    {
        _side = side;
        _restarts = restarts;
        _tell = tell;
    }

    /// <inheritdoc/>
    public string Name => $"headless {_side}";

    private string Output => _process?.Output ?? "";

    /// <inheritdoc/>
    public async Task Join(string link)
    {
        await DisposeAsync();
        string[] arguments = ["netns", "exec", Lab.Namespace(_side), "dotnet", Program, link, Name, _restarts.ToString(CultureInfo.InvariantCulture)];
        _process = ChildProcess.Start("ip", arguments);
        await Until(() => Lines("joined").Any(), "is in the room");
    }

    /// <inheritdoc/>
    public async Task Flows()
    {
        var before = Lines("echo").Count();
        await Until(() => Lines("echo").Count() >= before + Enough, "echoes go on");
    }

    /// <inheritdoc/>
    public Task Leave() => _process!.Stop(Farewell);

    /// <inheritdoc/>
    public Task Says(string cause, string sentence) => Eventually.Holds(
        () => Task.FromResult(Named("link").LastOrDefault() is { ValueKind: JsonValueKind.Object } last && Text(last, "cause") == cause),
        LabCall.CausePatience,
        async () => $"{Name} says {cause}.\n{await _tell()}");

    /// <summary>Waits until it says that the server is away, where nobody has told it so.</summary>
    public Task MissesServer() => Eventually.Holds(
        () => Task.FromResult(Named("state").LastOrDefault() is { ValueKind: JsonValueKind.Object } last && Text(last, "state") == "Reconnecting"),
        LabCall.CausePatience,
        async () => $"{Name} misses the server.\n{await _tell()}");

    /// <summary>Waits until it has restarted ICE so often.</summary>
    public async Task HasRestarted(int count, TimeSpan within) =>
        await Eventually.Holds(() => Task.FromResult(Lines("restarted").Count() >= count), within, async () => $"{Name}: {count} restarts. {await _tell()}");

    /// <inheritdoc/>
    public Task<EndReading?> Read() => Task.FromResult(Named("link").LastOrDefault() is { ValueKind: JsonValueKind.Object } last
        ? new EndReading(Text(last, "path"), Text(last, "localType"), Text(last, "remoteType"), Text(last, "relayProtocol"))
        : null);

    /// <inheritdoc/>
    public Task<double?> ConnectTime() => Task.FromResult(Named("link")
        .Select(static link => link.TryGetProperty("connectMs", out var time) ? time.GetDouble() : (double?)null)
        .FirstOrDefault(static time => time is not null));

    /// <inheritdoc/>
    public Task<FlowSeries> Flow() => Task.FromResult(new FlowSeries([.. Named("echo").Select(static echo => echo.GetProperty("at").GetInt64()).Order()], Interval));

    /// <inheritdoc/>
    public Task<string> Tell() =>
        Task.FromResult($"--- {Name}\n{string.Join('\n', Output.Split('\n').Where(static line => !line.Contains("\"echo\"", StringComparison.Ordinal)))}");

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        await _process.Stop(Farewell);
        await _process.DisposeAsync();
    }

    private static string Program =>
        typeof(HeadlessEnd).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "HeadlessPath").Value!;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Its events of one name. Lines are told apart by their text: there are thousands, and they are looked at often.</summary>
    private IEnumerable<string> Lines(string name)
    {
        var beginning = $"{{\"event\":\"{name}\"";
        return Output.Split('\n').Where(line => line.StartsWith(beginning, StringComparison.Ordinal) && line.EndsWith('}'));
    }

    private IEnumerable<JsonElement> Named(string name) => Lines(name).Select(static line => JsonSerializer.Deserialize<JsonElement>(line));

    private Task Until(Func<bool> condition, string what) =>
        Eventually.Holds(() => Task.FromResult(condition()), Patience, async () => $"{Name}: {what}.\n{await _tell()}");
}

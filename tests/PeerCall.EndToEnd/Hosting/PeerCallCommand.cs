using System.Text.Json;

namespace PeerCall.EndToEnd.Hosting;

/// <summary><c>peercall join --json</c> as a process of its own, with a state folder that outlasts it.</summary>
internal sealed class PeerCallCommand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("peercall-state-");
    private readonly string _program;
    private readonly string[] _arguments;
    private ChildProcess _process;
    private int _read;

    private PeerCallCommand(string program, string[] arguments)
    {
        _program = program;
        _arguments = arguments;
        _process = Run();
    }

    /// <summary>What of the machine's memory it takes, files in memory included.</summary>
    public long ResidentBytes => ProcessTree.ResidentBytes(_process.Id);

    /// <summary>Joins a room.</summary>
    public static PeerCallCommand Join(string link, string name, params string[] options) => new("dotnet", [BuildPaths.Command, .. Arguments(link, name, options)]);

    /// <summary>The same, as one native file.</summary>
    public static PeerCallCommand JoinNative(NativeCommand native, string link, string name, params string[] options) => new(native.Path, Arguments(link, name, options));

    /// <summary>The next event of a name that fits; what came before it is passed over.</summary>
    public async Task<JsonElement> Next(string name, Func<JsonElement, bool>? fits = null)
    {
        JsonElement found = default;
        await Eventually.Holds(() => Task.FromResult(TryRead(name, fits, out found)), Patience, () => $"peercall tells '{name}'. It wrote:\n{_process.Output}");
        return found;
    }

    /// <summary>Ends it without warning, and starts it again as it was.</summary>
    public async Task KillAndRestart()
    {
        await _process.DisposeAsync();
        _read = 0;
        _process = Run();
    }

    /// <summary>Stands still from now on, as on a machine that sleeps. Nothing is closed.</summary>
    public void Freeze() => ProcessTree.Freeze(_process.Id);

    /// <summary>Ends it gracefully (SIGTERM).</summary>
    public Task<int> Stop() => _process.Stop(Patience);

    /// <summary>Waits for its end.</summary>
    public Task<int> Exit() => _process.Exit(Patience);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _state.Delete(recursive: true);
    }

    private static string[] Arguments(string link, string name, string[] options) => ["join", link, "--name", name, "--json", .. options];

    private ChildProcess Run() =>
        ChildProcess.Start(_program, _arguments, new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_STATE_HOME"] = _state.FullName });

    private bool TryRead(string name, Func<JsonElement, bool>? fits, out JsonElement found)
    {
        var lines = _process.Output.Split('\n');
        // The last one may not be whole yet.
        while (_read < lines.Length - 1)
        {
            var line = lines[_read++];
            if (!line.StartsWith('{'))
                continue;
            found = JsonDocument.Parse(line).RootElement.Clone();
            if (found.GetProperty("event").GetString() == name && fits?.Invoke(found) != false)
                return true;
        }
        found = default;
        return false;
    }
}

using System.Text.Json;

namespace PeerCall.EndToEnd.Hosting;

/// <summary><c>peercall join --json</c> as a process of its own, with a state folder that outlasts it.</summary>
internal sealed class PeerCallCommand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("peercall-state-");
    private readonly string[] _arguments;
    private ChildProcess _process;
    private int _read;

    private PeerCallCommand(string[] arguments)
    {
        _arguments = arguments;
        _process = Run();
    }

    /// <summary>Joins a room.</summary>
    public static PeerCallCommand Join(string link, string name, params string[] options) => new(["join", link, "--name", name, "--json", .. options]);

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

    private ChildProcess Run() =>
        ChildProcess.Start("dotnet", [BuildPaths.Command, .. _arguments], new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_STATE_HOME"] = _state.FullName });

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

using System.Security.Cryptography;
using System.Text.Json;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Calls;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Causes;

/// <summary>A page and a program whose link does not work, or not as it could: who says why, and where.</summary>
internal sealed class CauseCall : IAsyncDisposable
{
    /// <summary>A link may try for 20 s before it counts as failed, and a TURN server that is away takes ten of them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _key;
    private readonly List<IAsyncDisposable> _ends = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peercall-causes-");

    public Call Call { get; private init; } = null!;

    /// <summary>Starts the server.</summary>
    public static async Task<CauseCall> Start(params (string Key, string Value)[] settings)
    {
        var key = RandomNumberGenerator.GetHexString(32);
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["Operator:Key"] = key };
        foreach (var (name, value) in settings)
            all[name] = value;
        return new CauseCall(key) { Call = await Call.Start(all) };
    }

    private CauseCall(string key) => _key = key;

    /// <summary>A program joins.</summary>
    public async Task<PeerCallCommand> Robot(params string[] options)
    {
        var robot = PeerCallCommand.Join(Call.Server.Room(Call.Room), "Robot", options);
        _ends.Add(robot);
        await robot.Next("joined");
        return robot;
    }

    /// <summary>A file for the command line, gone with the call.</summary>
    public string File(object content)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        System.IO.File.WriteAllText(path, JsonSerializer.Serialize(content));
        return path;
    }

    /// <summary>A person joins, who has chosen this in the settings, Connection.</summary>
    public Task<CallPage> Join(BrowserFixture browsers, object connection) => Call.Join(browsers, "Ann", browser => browser.Remember(connection));

    /// <summary>Waits until the page says it.</summary>
    public static Task Says(CallPage page, string sentence) => page.SeesText(sentence, Patience);

    /// <summary>Waits until the program says it of the link in this state.</summary>
    public static Task Says(PeerCallCommand robot, string state, string cause) => robot.Next("link", link =>
        link.GetProperty("state").GetString() == state && link.TryGetProperty("cause", out var said) && said.GetString() == cause && link.GetProperty("text").GetString() is { Length: > 0 });

    /// <summary>Waits until the program tells the cause of a link that does not come about: its own or, while the other end begins anew and so it does too, the other end's.</summary>
    public static Task Tells(PeerCallCommand robot, string cause) => robot.Next("link", link =>
        (link.TryGetProperty("cause", out var own) && own.GetString() == cause) || (link.TryGetProperty("peerCause", out var far) && far.GetString() == cause));

    /// <summary>Waits until the record of the room's only link says it, to the operator.</summary>
    public async Task RecordSays(string state, string cause, string? reason = null)
    {
        var answer = "";
        await Eventually.Holds(
            async () =>
            {
                answer = await Call.Server.Get($"api/rooms/{Call.Room}/links", _key);
                var links = JsonDocument.Parse(answer).RootElement.GetProperty("links");
                return links.GetArrayLength() == 1
                    && links[0].GetProperty("state").GetString() == state
                    && links[0].GetProperty("cause").GetString() == cause
                    && (reason is null || (links[0].TryGetProperty("reason", out var said) && said.GetString() == reason));
            },
            Patience,
            () => $"the record says {state}, {cause}, {reason}. It says {answer}");
    }

    /// <summary>Waits until one link has ended and was counted under this cause.</summary>
    public async Task Counts(string cause)
    {
        var metrics = "";
        await Eventually.Holds(
            async () =>
            {
                metrics = await Call.Server.Get("metrics");
                return metrics.Split('\n').Any(line =>
                    line.StartsWith("peercall_links_ended_total{", StringComparison.Ordinal)
                    && line.Contains($"cause=\"{cause}\"", StringComparison.Ordinal)
                    && line.EndsWith(" 1", StringComparison.Ordinal));
            },
            Patience,
            () => $"one link has ended because of {cause}:\n{metrics}");
    }

    /// <summary>The record says it while the link lives, and the metric when the page has left.</summary>
    public async Task AllIsWrittenDown(CallPage page, string state, string cause)
    {
        await RecordSays(state, cause);
        await page.Press("Leave");
        await RecordSays(state, cause, "left");
        await Counts(cause);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var end in _ends)
            await end.DisposeAsync();
        await Call.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

using PeerCall.Cli.Outcomes;
using PeerCall.Cli.Output;
using PeerCall.Peer;
using Spectre.Console;

namespace PeerCall.Cli.Joining;

/// <summary>Puts one stay together: its view, its token, its files.</summary>
internal static class Join
{
    /// <summary>Joins, stays and leaves.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CommandFailure">A file or a folder cannot be used, or the name cannot.</exception>
    public static async Task<int> RunAsync(JoinSettings settings)
    {
        using var interruption = new Interruption();
        using var outbox = FileOutbox.Open(settings.Room.Room, settings.Files);
        var folder = settings.Folder is null ? null : Prepare(settings.Folder);
        await using var tokens = TokenStore.Open(settings.Room, settings.Name);
        var options = new PeerCallClientOptions
        {
            Room = settings.Room,
            Name = settings.Name,
            Password = settings.Password,
            RelayOnly = settings.IsRelayOnly,
            IceServers = settings.IceServers,
            ServerCertificateValidation = settings.Judge,
            Token = settings.IsFresh ? null : tokens.Kept,
            TokenChanged = tokens.Keep,
        };
        PeerCallClient client;
        try
        {
            client = new PeerCallClient(options);
        }
        catch (ArgumentException fault)
        {
            throw new CommandFailure(ExitCodes.Usage, fault.Message.Split(" (Parameter", 2)[0]);
        }
        await using (client)
        await using (var view = View(settings))
        {
            var stay = new Stay(settings, client, view, interruption, outbox, folder);
            var exitCode = await stay.RunAsync();
            if (stay.HasLeft)
                tokens.Forget();
            return exitCode;
        }
    }

    private static IStayView View(JoinSettings settings) => settings.IsJson ? new JsonView(Console.Out)
        : AnsiConsole.Profile.Out.IsTerminal ? new TableView(settings.Room, settings.StatsInterval ?? TimeSpan.FromSeconds(1))
        : new LineView(Console.Out);

    private static string Prepare(string folder)
    {
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandFailure(ExitCodes.File, $"The folder {folder} cannot be used: {fault.Message}");
        }
    }
}

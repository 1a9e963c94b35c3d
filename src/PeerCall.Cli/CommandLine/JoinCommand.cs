using System.CommandLine;
using PeerCall.Cli.Joining;

namespace PeerCall.Cli.CommandLine;

/// <summary><c>peercall join</c>.</summary>
internal static class JoinCommand
{
    private const string PasswordVariable = "PEERCALL_PASSWORD";
    private const long DefaultMaxSize = 4L << 30;

    public static Command Create()
    {
        var room = SharedOptions.Room();
        var name = new Option<string>("--name") { Description = "How the others see this participant. Default: this machine's name.", HelpName = "NAME", DefaultValueFactory = _ => DefaultName() };
        var password = new Option<string?>("--password") { Description = $"The room's password; better in {PasswordVariable}, where nobody else on this machine sees it.", HelpName = "TEXT" };
        var echo = new Option<bool>("--echo") { Description = "Send back what comes on channels of applications, and what is written." };
        var send = new Option<string[]>("--send") { Description = "Send a file to everybody who is there or comes; more than once for more files.", HelpName = "FILE", DefaultValueFactory = _ => [] };
        var receive = new Option<string?>("--receive") { Description = "Take files into this folder. Default: they are declined.", HelpName = "DIR" };
        var maxSize = new Option<long>("--max-size")
        {
            Description = "Decline larger files: bytes, or as 500M, 2G. Default: 4G.",
            HelpName = "SIZE",
            DefaultValueFactory = _ => DefaultMaxSize,
            CustomParser = result =>
            {
                if (!Sizes.TryParse(result.Tokens[0].Value, out var bytes))
                    result.AddError("--max-size takes bytes, or a size such as 500M or 2G.");
                return bytes;
            },
        };
        var chat = new Option<string[]>("--chat") { Description = "Write this; '-': every line of standard input.", HelpName = "TEXT", DefaultValueFactory = _ => [] };
        var relayOnly = new Option<bool>("--relay-only") { Description = "Connect through a TURN server alone; the others do not learn this machine's addresses." };
        var iceServers = new Option<string?>("--ice-servers") { Description = "STUN and TURN servers in place of the server's: a file as GET /api/ice-servers answers.", HelpName = "FILE" };
        var duration = SharedOptions.Duration("--for", "Leave after this time. Default: when --send and --chat are done, otherwise at Ctrl+C.");
        var stats = SharedOptions.Duration("--stats", "How often to show round trip and bytes. Default: every second in the table, never in lines.");
        var json = SharedOptions.Json("One event a line, as JSON (docs/cli.md).");
        var insecure = SharedOptions.Insecure();
        var fresh = new Option<bool>("--fresh") { Description = "Join as a new peer, even if an earlier run was cut off." };
        var command = new Command("join", "Takes part in a room: shows peers and how each is connected; chats, sends and receives files, echoes.")
        {
            room, name, password, echo, send, receive, maxSize, chat, relayOnly, iceServers, duration, stats, json, insecure, fresh,
        };
        command.SetAction(async (parsed, _) => await Join.RunAsync(new JoinSettings
        {
            Room = parsed.GetRequiredValue(room),
            Name = parsed.GetRequiredValue(name),
            Password = parsed.GetValue(password) ?? (Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } given ? given : null),
            IsEcho = parsed.GetValue(echo),
            Files = parsed.GetRequiredValue(send),
            Folder = parsed.GetValue(receive),
            MaxSize = parsed.GetValue(maxSize),
            Texts = parsed.GetRequiredValue(chat),
            IsRelayOnly = parsed.GetValue(relayOnly),
            IceServers = parsed.GetValue(iceServers) is { } file ? IceServerFile.Read(file) : null,
            Duration = parsed.GetValue(duration),
            StatsInterval = parsed.GetValue(stats),
            IsJson = parsed.GetValue(json),
            Judge = SharedOptions.Judge(parsed.GetValue(insecure)),
            IsFresh = parsed.GetValue(fresh),
        }));
        return command;
    }

    private static string DefaultName() => Environment.MachineName is { Length: > 0 } machine ? machine : "peercall";
}

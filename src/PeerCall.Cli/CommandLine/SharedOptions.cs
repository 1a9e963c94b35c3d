using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using PeerCall.Peer;

namespace PeerCall.Cli.CommandLine;

/// <summary>What several commands take.</summary>
internal static class SharedOptions
{
    /// <summary>A duration option.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out var duration))
                return duration;
            result.AddError($"{name} takes a time such as 500ms, 30s, 5m or 2h.");
            return null;
        },
    };

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<bool> Insecure() => new("--insecure") { Description = "Accept the server's certificate, whatever it is: for a self-signed one." };

    /// <summary>A room link.</summary>
    public static Argument<RoomLink> Room() => new("URL")
    {
        Description = "The room's link, such as https://call.example.org/r/standup",
        CustomParser = result =>
        {
            if (RoomLink.TryParse(result.Tokens[0].Value, out var link))
                return link;
            result.AddError($"'{result.Tokens[0].Value}' is no link to a room: it looks like https://call.example.org/r/standup, with 3 to 64 of a-z, 0-9 and '-' for the room.");
            return null;
        },
    };

    /// <summary>A server, or a room link of it.</summary>
    public static Argument<Uri> Server() => new("URL")
    {
        Description = "The server, or the link of a room on it",
        CustomParser = ReadServer,
    };

    /// <summary>The judge that <c>--insecure</c> asks for; says so on standard error.</summary>
    [SuppressMessage("Security", "CA5359:Do Not Disable Certificate Validation", Justification = "Asked for on the command line, and said aloud.")]
    public static RemoteCertificateValidationCallback? Judge(bool isInsecure)
    {
        if (!isInsecure)
            return null;
        Console.Error.WriteLine("peercall: --insecure: certificates are not checked, and whoever is in between can read and change everything.");
        return static (_, _, _, _) => true;
    }

    private static Uri? ReadServer(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (RoomLink.TryParse(text, out var link))
            return link.Server;
        if (RoomLink.TryParseServer(text, out var server))
            return new UriBuilder(server.Scheme, server.Host, server.Port, server.AbsolutePath.EndsWith('/') ? server.AbsolutePath : server.AbsolutePath + "/").Uri;
        result.AddError($"'{text}' is no address of a server: it looks like https://call.example.org.");
        return null;
    }
}

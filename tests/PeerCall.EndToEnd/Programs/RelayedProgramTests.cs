using System.Net.Http.Json;
using System.Text.Json;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Calls;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Peer;
using PeerCall.Rtc;

namespace PeerCall.EndToEnd.Programs;

/// <summary>A page and a program that takes no way but the server's own relay, over one transport at a time.</summary>
[Collection(Browsers.Name)]
public sealed class RelayedProgramTests(BrowserFixture browsers)
{
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Both_say_how_the_relay_is_reached(string transport)
    {
        await using var call = await Call.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Turn:Mode"] = "Embedded",
            ["Turn:Port"] = $"{FreePorts.Next()}",
            ["Https:Port"] = $"{FreePorts.Next()}",
        });
        RoomLink.TryParse(call.Server.Room(call.Room), out var room).ShouldBeTrue();
        await using var robot = new PeerCallClient(new PeerCallClientOptions
        {
            Room = room!,
            Name = "Robot",
            RelayOnly = true,
            IceServers = await Servers(call.Server, transport),
            // The server's own making.
            ServerCertificateValidation = static (_, _, _, _) => true,
        });
        await robot.JoinAsync();
        var ann = await call.Join(browsers, "Ann");

        await ann.SeesPath($"relay-{transport}");
        await Eventually.Holds(
            () => Task.FromResult(robot.Peers is [{ Status: { State: Peer.LinkState.Connected, Path.Kind: var kind } }] && kind == $"relay-{transport}"),
            CallPage.Patience,
            () => $"relayed over {transport}; it says {string.Join("; ", robot.Peers.Select(static peer => peer.Status))}");
    }

    private static async Task<IceServer[]> Servers(ServerProcess server, string transport)
    {
        using var http = new HttpClient();
        var answer = await http.GetFromJsonAsync<JsonElement>(new Uri(server.Url, "api/ice-servers"));
        return
        [
            .. from given in answer.GetProperty("iceServers").EnumerateArray()
               from url in given.GetProperty("urls").EnumerateArray().Select(static url => url.GetString()!)
               where transport switch
               {
                   "tls" => url.StartsWith("turns:", StringComparison.Ordinal),
                   _ => url.StartsWith("turn:", StringComparison.Ordinal) && url.EndsWith($"transport={transport}", StringComparison.Ordinal),
               }
               select new IceServer { Urls = [url], Username = given.GetProperty("username").GetString(), Credential = given.GetProperty("credential").GetString() },
        ];
    }
}

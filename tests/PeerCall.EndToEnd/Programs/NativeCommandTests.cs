using System.Security.Cryptography;
using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Calls;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Programs;

/// <summary><c>peercall</c> as one native file: what the compiler ahead of time takes away must not be missing.</summary>
[Collection(Browsers.Name)]
public sealed class NativeCommandTests(BrowserFixture browsers)
{
    private const int FileBytes = 5_000_000;

    /// <summary>What one participant may take of a machine's memory, all of its files in memory included.</summary>
    private const long MaxResidentBytes = 40_000_000;

    [Fact]
    public async Task It_does_all_that_the_other_does_in_little_memory()
    {
        using var native = await NativeCommand.Build();
        var folder = Directory.CreateTempSubdirectory("peercall-files-");
        try
        {
            var film = Path.Combine(folder.FullName, "film.mp4");
            var content = RandomNumberGenerator.GetBytes(FileBytes);
            await File.WriteAllBytesAsync(film, content);
            await using var call = await Call.Start();
            await using var robot = PeerCallCommand.JoinNative(native, call.Server.Room(call.Room), "Robot", "--echo", "--send", film);
            await robot.Next("joined");
            var ann = await call.Join(browsers, "Ann");
            await ann.SeesPath("direct");
            await robot.Next("link", static link => link.TryGetProperty("path", out var path) && path.GetProperty("kind").GetString() == "direct");

            await ann.Say("Is anybody there?");
            (await robot.Next("chat")).GetProperty("text").GetString().ShouldBe("Is anybody there?");
            await ann.Browser.Page.EvaluateAsync("() => { delete window.showSaveFilePicker; }");
            await ann.Accept("film.mp4");
            await robot.Next("file-done");
            SHA256.HashData(await ann.Save("film.mp4")).ShouldBe(SHA256.HashData(content));

            robot.ResidentBytes.ShouldBeLessThan(MaxResidentBytes);
            (await robot.Stop()).ShouldBe(143);
            await ann.SeesPeople(0);

            await using var probe = ChildProcess.Start(native.Path, ["probe", call.Server.Url.ToString(), "--json"]);
            (await probe.Exit(TimeSpan.FromSeconds(60))).ShouldBe(0, probe.Output);
            probe.Output.ShouldContain("\"usable\":true");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

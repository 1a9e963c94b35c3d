using System.Text.Json;
using PeerCall.Cli.Tests.Harness;

namespace PeerCall.Cli.Tests.Probing;

/// <summary><c>peercall bench</c>: that it measures, not what.</summary>
public class BenchTests
{
    [Fact]
    public async Task It_measures_all_of_its_figures()
    {
        await using var server = await LiveServer.StartAsync();

        var (exitCode, output, error) = await PeerCallProcess.RunAsync("bench", server.Http.ToString(), "--rounds", "2", "--for", "100ms", "--json");

        exitCode.ShouldBe(0, error);
        var figures = JsonDocument.Parse(output).RootElement;
        figures.GetProperty("path").GetString().ShouldBe("direct");
        foreach (var name in new[] { "openColdMs", "openWarmMs", "roundTripMs", "roundTripP99Ms", "bytesPerSecond" })
            figures.GetProperty(name).GetDouble().ShouldBeGreaterThan(0, name);
    }
}

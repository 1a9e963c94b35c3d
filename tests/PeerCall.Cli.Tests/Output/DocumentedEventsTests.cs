using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PeerCall.Cli.Benchmarking;
using PeerCall.Cli.Output;
using PeerCall.Cli.Probing;
using PeerCall.Cli.Tests.Harness;

namespace PeerCall.Cli.Tests.Output;

/// <summary>docs/cli.md shows every event as it is written.</summary>
public class DocumentedEventsTests
{
    private static readonly string[] Lines = File.ReadAllLines(BuildPaths.Of("DocumentPath"));

    private static readonly string[] Shown = [.. Lines.Where(static line => line.StartsWith("{\"event\":"))];

    public static TheoryData<string> Examples => [.. Shown];

    [Fact]
    public void Every_event_has_an_example()
    {
        var known = typeof(StayEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(static type => (string)type.TypeDiscriminator!);
        var shown = Shown.Select(static line => JsonNode.Parse(line)!["event"]!.GetValue<string>());

        known.Except(shown).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_what_is_written(string example) =>
        JsonSerializer.Deserialize(example, StayJson.Default.StayEvent)!.ToJson().ShouldBe(example);

    [Fact]
    public void The_report_of_a_probe_is_what_is_written()
    {
        var example = Lines.Single(static line => line.StartsWith("{\"server\":") && line.Contains("\"iceServers\""));

        JsonSerializer.Serialize(JsonSerializer.Deserialize(example, ProbeDocumentJson.Default.ProbeDocument)!, ProbeDocumentJson.Default.ProbeDocument).ShouldBe(example);
    }

    [Fact]
    public void The_figures_of_a_measurement_are_what_is_written()
    {
        var example = Lines.Single(static line => line.StartsWith("{\"server\":") && line.Contains("\"openColdMs\""));

        JsonSerializer.Deserialize(example, BenchJson.Default.BenchFigures)!.ToJson().ShouldBe(example);
    }
}

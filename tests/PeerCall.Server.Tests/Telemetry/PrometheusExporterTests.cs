using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Telemetry.Prometheus;

namespace PeerCall.Server.Tests.Telemetry;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _factory;
    private readonly Meter _meter;
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests()
    {
        _factory = _services.GetRequiredService<IMeterFactory>();
        _meter = _factory.Create(ServerMetrics.MeterName);
        _exporter = new PrometheusExporter(_factory);
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_counter_is_a_total_with_help_and_type()
    {
        var counter = _meter.CreateCounter<long>("peercall.test.things", "{thing}", "Things, of a kind.");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "b"));
        Own().ShouldBe("""
            # HELP peercall_test_things_total Things, of a kind.
            # TYPE peercall_test_things_total counter
            peercall_test_things_total{kind="a"} 5
            peercall_test_things_total{kind="b"} 1

            """);
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound_inclusive()
    {
        var histogram = _meter.CreateHistogram("peercall.test.duration", "s", "How long.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.5] });
        histogram.Record(0.001);
        histogram.Record(0.25);
        histogram.Record(7);
        histogram.Record(double.NaN);
        Own().ShouldBe("""
            # HELP peercall_test_duration_seconds How long.
            # TYPE peercall_test_duration_seconds histogram
            peercall_test_duration_seconds_bucket{le="0.001"} 1
            peercall_test_duration_seconds_bucket{le="0.5"} 2
            peercall_test_duration_seconds_bucket{le="+Inf"} 3
            peercall_test_duration_seconds_sum 7.251
            peercall_test_duration_seconds_count 3

            """);
    }

    [Fact]
    public void An_observed_value_is_the_present_one_and_goes_when_it_is_no_longer_reported()
    {
        Measurement<long>[] present = [new(5, Tag("room", "a")), new(6, Tag("room", "b"))];
        _meter.CreateObservableGauge("peercall.test.level", () => present, "By");
        Own().ShouldContain("peercall_test_level_bytes{room=\"a\"} 5\npeercall_test_level_bytes{room=\"b\"} 6\n");
        present = [new(4, Tag("room", "b"))];
        var text = Own();
        text.ShouldContain("{room=\"b\"} 4\n");
        text.ShouldNotContain("{room=\"a\"}");
        present = [];
        Own().ShouldBeEmpty();
    }

    [Fact]
    public void An_up_down_counter_sums_and_a_gauge_does_not()
    {
        var open = _meter.CreateUpDownCounter<int>("peercall.test.open");
        open.Add(3);
        open.Add(-1);
        var level = _meter.CreateGauge<double>("peercall.test.level");
        level.Record(3);
        level.Record(0.5);
        Own().ShouldContain("# TYPE peercall_test_open gauge\npeercall_test_open 2\n");
        Own().ShouldContain("peercall_test_level 0.5\n");
    }

    [Fact]
    public void Texts_cannot_break_the_format()
    {
        var counter = _meter.CreateCounter<long>("peercall.test-odd name", null, "Line one\nline \\ two \"quoted\"");
        counter.Add(1, Tag("a.b-c", "x\"y\\z\n# HELP evil"));
        Own().ShouldBe(
            "# HELP peercall_test_odd_name_total Line one\\nline \\\\ two \"quoted\"\n"
            + "# TYPE peercall_test_odd_name_total counter\n"
            + "peercall_test_odd_name_total{a_b_c=\"x\\\"y\\\\z\\n# HELP evil\"} 1\n");
    }

    [Fact]
    public void The_order_of_tags_makes_no_second_series()
    {
        var counter = _meter.CreateCounter<long>("peercall.test.order");
        counter.Add(1, Tag("a", 1), Tag("b", true));
        counter.Add(1, Tag("b", true), Tag("a", 1));
        Own().ShouldContain("peercall_test_order_total{a=\"1\",b=\"true\"} 2\n");
    }

    [Fact]
    public void Series_are_bounded()
    {
        var counter = _meter.CreateCounter<long>("peercall.test.flood");
        for (var i = 0; i < Metric.MaxSeries + 500; i++)
            counter.Add(1, Tag("id", i));
        var lines = Own().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2 + Metric.MaxSeries + 1);
        lines.ShouldContain("peercall_test_flood_total{otel_metric_overflow=\"true\"} 500");
    }

    [Fact]
    public void Other_hosts_of_the_process_are_not_shown()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create(ServerMetrics.MeterName).CreateCounter<long>("peercall.test.foreign").Add(1);
        Own().ShouldBeEmpty();
    }

    [Fact]
    public void The_runtime_is_shown() => _exporter.Scrape().ShouldContain("# TYPE dotnet_gc_collections_total counter\n");

    [Fact]
    public void Threads_lose_nothing()
    {
        var counter = _meter.CreateCounter<long>("peercall.test.threads");
        var histogram = _meter.CreateHistogram<double>("peercall.test.spread");
        Parallel.For(0, 20_000, i =>
        {
            counter.Add(1, Tag("kind", i % 2 == 0 ? "even" : "odd"));
            histogram.Record(1);
        });
        var text = Own();
        text.ShouldContain("{kind=\"even\"} 10000\n");
        text.ShouldContain("peercall_test_spread_sum 20000\n");
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    /// <summary>The part of the exposition that is about this test's instruments.</summary>
    private string Own()
    {
        var lines = _exporter.Scrape().Split('\n').Where(static line => line.Contains("peercall_test", StringComparison.Ordinal));
        return string.Concat(lines.Select(static line => line + "\n"));
    }
}

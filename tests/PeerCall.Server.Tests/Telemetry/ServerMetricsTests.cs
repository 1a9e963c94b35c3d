using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PeerCall.Measuring;
using PeerCall.Server.Telemetry.Prometheus;
using PeerCall.Server.Telemetry;

namespace PeerCall.Server.Tests.Telemetry;

public sealed class ServerMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PrometheusExporter _exporter;
    private readonly ServerMetrics _metrics;

    public ServerMetricsTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _exporter = new PrometheusExporter(factory);
        _metrics = new ServerMetrics(factory);
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void What_happens_is_counted_under_the_documented_names()
    {
        Everything();
        var text = _exporter.Scrape();
        text.ShouldContain("\npeercall_connections_opened_total 1\n");
        text.ShouldContain("\npeercall_connections_closed_total{code=\"1001\"} 1\n");
        text.ShouldContain("\npeercall_connections_closed_total{code=\"4408\"} 1\n");
        text.ShouldContain("\npeercall_connections_closed_total{code=\"other\"} 1\n");
        text.ShouldContain("\npeercall_messages_received_total{type=\"chat\"} 1\n");
        text.ShouldContain("\npeercall_messages_received_total{type=\"signal\"} 1\n");
        text.ShouldContain("\npeercall_relay_duration_seconds_bucket{le=\"0.0005\"} 2\n");
        text.ShouldContain("\npeercall_relay_duration_seconds_bucket{le=\"+Inf\"} 2\n");
        text.ShouldContain("\npeercall_resumes_total{result=\"resumed\"} 1\n");
        text.ShouldContain("\npeercall_resumes_total{result=\"expired\"} 1\n");
        text.ShouldContain("\npeercall_errors_sent_total{code=\"room-full\"} 1\n");
        text.ShouldContain("\npeercall_links_reported_total{path=\"relay-udp\"} 1\n");
        text.ShouldContain("\npeercall_joins_total{result=\"joined\"} 1\n");
        text.ShouldContain("\npeercall_joins_total{result=\"wrong-password\"} 1\n");
        text.ShouldContain("\npeercall_build_info{version=\"");
    }

    [Fact]
    public void Gauges_show_the_present()
    {
        _metrics.Observe(static () => new ServerCounts(Connections: 7, Rooms: 2, Peers: 6, AwayPeers: 1, QueuedMessages: 40, QueuedBytes: 1 << 20));
        var text = _exporter.Scrape();
        text.ShouldContain("\npeercall_connections 7\n");
        text.ShouldContain("\npeercall_rooms 2\n");
        text.ShouldContain("\npeercall_peers 6\n");
        text.ShouldContain("\npeercall_peers_away 1\n");
        text.ShouldContain("\npeercall_send_queue_messages 40\n");
        text.ShouldContain("\npeercall_send_queue_size_bytes 1048576\n");
    }

    [Fact]
    public void A_measurement_allocates_nothing()
    {
        for (var i = 0; i < 100; i++)
            Everything();
        AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 200; i++)
                Everything();
        }).ShouldBe(0);
    }

    private void Everything()
    {
        _metrics.ConnectionOpened();
        _metrics.ConnectionClosed(1001);
        _metrics.ConnectionClosed(4408);
        _metrics.ConnectionClosed(3999);
        _metrics.MessageReceived("chat");
        _metrics.MessageRelayed(TimeSpan.FromMicroseconds(300));
        _metrics.MessageRelayed(1000, 1001);
        _metrics.ResumeSucceeded();
        _metrics.ResumeFailed("expired");
        _metrics.ErrorSent("room-full");
        _metrics.LinkReported("relay-udp");
        _metrics.JoinAccepted();
        _metrics.JoinRefused("wrong-password");
        _metrics.SignalReceived();
    }
}

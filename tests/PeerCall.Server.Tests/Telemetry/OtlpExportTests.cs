using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeerCall.Server.Telemetry;
using PeerCall.Server.Tests.Sessions;

namespace PeerCall.Server.Tests.Telemetry;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task What_was_measured_reaches_the_collector_at_the_latest_when_the_server_stops()
    {
        var received = new TaskCompletionSource<(string Body, string? Header)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await Collector(received);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        // Stopped by one hand, as in a program: a WebApplicationFactory and the program's own end would race, and one dispose the meters while the other reads them.
        await using (var server = await SignalingHost.StartAsync(
            $"--Otlp:Endpoint={address}/v1/metrics", "--Otlp:Protocol=HttpProtobuf", "--Otlp:Headers=x-key=k1", "--Otlp:Interval=1h", "--Otlp:Instance=test-one"))
        {
            server.Services.GetRequiredService<ServerMetrics>().MessageReceived("join");
            server.Services.GetRequiredService<ServerMetrics>().JoinAccepted();
        }

        var (body, header) = await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        body.ShouldContain("peercall.messages.received");
        body.ShouldContain("peercall.joins");
        body.ShouldContain("service.name");
        body.ShouldContain("test-one");
        header.ShouldBe("k1");
    }

    private static async Task<WebApplication> Collector(TaskCompletionSource<(string Body, string? Header)> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/metrics", async (HttpContext context) =>
        {
            using var content = new MemoryStream();
            await context.Request.Body.CopyToAsync(content);
            received.TrySetResult((Encoding.Latin1.GetString(content.ToArray()), context.Request.Headers["x-key"]));
        });
        await app.StartAsync();
        return app;
    }
}

using OpenTelemetry.Exporter;
using PeerCall.Server.Web;

namespace PeerCall.Server.Telemetry;

/// <summary>Section <c>Otlp</c>: export of the metrics to an OpenTelemetry collector.</summary>
internal sealed class OtlpOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Otlp";

    /// <summary>The collector, such as <c>http://collector:4317</c>. Default: none, nothing is exported.</summary>
    [Expects("an address such as http://collector:4317")]
    public string? Endpoint { get; set; }

    /// <summary><c>Grpc</c> or <c>HttpProtobuf</c> (the endpoint is then the full path, such as <c>http://collector:4318/v1/metrics</c>). Default: Grpc.</summary>
    [Expects("Grpc or HttpProtobuf")]
    public OtlpExportProtocol Protocol { get; set; } = OtlpExportProtocol.Grpc;

    /// <summary>Headers to send, as <c>name=value,name=value</c>. A secret. Default: none.</summary>
    [Expects("headers such as authorization=Bearer token", Secret = true)]
    public string? Headers { get; set; }

    /// <summary>How often, 1 s to 1 h. Default: 60 s.</summary>
    [Expects("a length of time from 1s to 1h")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary><c>service.instance.id</c> of what is exported. Default: the machine's name.</summary>
    [Expects("a name for this server")]
    public string? Instance { get; set; }

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Endpoint is null || (Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")), nameof(Endpoint));
        check.That(Enum.GetName(Protocol) is nameof(OtlpExportProtocol.Grpc) or nameof(OtlpExportProtocol.HttpProtobuf), nameof(Protocol));
        check.That(Headers is null || Headers.Split(',').All(static pair => pair.IndexOf('=', StringComparison.Ordinal) > 0), nameof(Headers));
        check.That(Interval >= TimeSpan.FromSeconds(1) && Interval <= TimeSpan.FromHours(1), nameof(Interval));
    }
}

using System.Net;
using PeerCall.Server.Web;

namespace PeerCall.Server.Telemetry;

/// <summary>Section <c>Metrics</c>: the Prometheus endpoint <c>/metrics</c>.</summary>
internal sealed class MetricsOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Metrics";

    /// <summary>Whether there is such an endpoint. Default: true.</summary>
    [Expects("true or false")]
    public bool Enabled { get; set; } = true;

    /// <summary>Networks that may read it, beside this machine itself. Default: none.</summary>
    [Expects("a list of networks such as 10.0.0.0/8 or of addresses")]
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];

    /// <summary>Bearer token that a reader must send too. A secret. Default: none is asked for.</summary>
    [Expects("a token of at least 16 characters", Secret = true)]
    public string? Token { get; set; }

    /// <summary><see cref="AllowedNetworks"/>, read.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; private set; } = [];

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(NetworkList.TryParse(AllowedNetworks, out var networks), nameof(AllowedNetworks));
        check.That(Token is null or { Length: >= 16 }, nameof(Token));
        Networks = networks;
    }
}

using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PeerCall.Server.Web;

/// <summary>Section <c>Proxy</c>: whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. Nobody's by default.</summary>
internal sealed class ProxyOptions : IOptionsSection
{
    private IReadOnlyList<IPNetwork> _networks = [];

    /// <inheritdoc/>
    public static string Section => "Proxy";

    /// <summary>Addresses of reverse proxies. Default: none.</summary>
    [Expects("a list of IP addresses")]
    public IReadOnlyList<string> KnownProxies { get; set; } = [];

    /// <summary>Networks that reverse proxies are in, in CIDR form. Default: none.</summary>
    [Expects("a list of networks such as 10.0.0.0/8")]
    public IReadOnlyList<string> KnownNetworks { get; set; } = [];

    /// <summary>How many proxies stand one behind the other, at most. Default: 1.</summary>
    [Expects("a number of proxies from 1 to 16")]
    public int ForwardLimit { get; set; } = 1;

    /// <summary>Whether any proxy is known.</summary>
    public bool IsConfigured => KnownProxies.Count > 0 || KnownNetworks.Count > 0;

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(KnownProxies.All(static text => IPAddress.TryParse(text, out _)), nameof(KnownProxies));
        check.That(NetworkList.TryParse(KnownNetworks, out var networks), nameof(KnownNetworks));
        _networks = networks;
        check.That(ForwardLimit is >= 1 and <= 16, nameof(ForwardLimit));
    }

    /// <summary>The options of the framework's middleware, without its default trust in the loopback addresses.</summary>
    public ForwardedHeadersOptions ToForwardedHeaders()
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = ForwardLimit,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in KnownProxies)
            options.KnownProxies.Add(IPAddress.Parse(text));
        foreach (var network in _networks)
            options.KnownIPNetworks.Add(network);
        return options;
    }
}

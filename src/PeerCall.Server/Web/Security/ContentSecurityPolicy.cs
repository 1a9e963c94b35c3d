using System.Collections.Concurrent;

namespace PeerCall.Server.Web;

/// <summary>
/// The Content-Security-Policy (W3C CSP 3) of every answer. It differs only in the host that the WebSocket goes to: <c>'self'</c> covers
/// <c>wss:</c> in some browsers and not in others, so it is spelled out.
/// </summary>
internal sealed class ContentSecurityPolicy
{
    /// <summary>How many hosts' policies are kept; a server has a few, an attacker who invents more gets them made afresh.</summary>
    private const int KeptHosts = 64;

    private readonly ConcurrentDictionary<(string Host, bool Secure), string> _kept = new();
    private readonly string _frameAncestors;
    private readonly bool _forDevServer;

    /// <summary>Makes the policy of a host.</summary>
    /// <param name="frameAncestors">Origins that may frame the page; none: nobody may.</param>
    /// <param name="forDevServer">
    /// Whether pages come from Vite's dev server, which works with inline scripts and styles. Never so in production.
    /// </param>
    public ContentSecurityPolicy(IReadOnlyList<string> frameAncestors, bool forDevServer)
    {
        _frameAncestors = frameAncestors.Count == 0 ? "'none'" : string.Join(' ', frameAncestors);
        _forDevServer = forDevServer;
    }

    /// <summary>The policy for a request.</summary>
    public string For(HttpRequest request)
    {
        var host = request.Host.Value;
        if (!HostText.IsPlain(host))
            return Make(socket: null);
        var key = (host!, request.IsHttps);
        if (_kept.TryGetValue(key, out var policy))
            return policy;
        policy = Make($"{(request.IsHttps ? "wss" : "ws")}://{host}");
        if (_kept.Count < KeptHosts)
            _kept[key] = policy;
        return policy;
    }

    private string Make(string? socket)
    {
        var connect = socket is null ? "'self'" : $"'self' {socket}";
        var scripts = _forDevServer
            ? "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
            : "script-src 'self'; style-src 'self'; ";
        var trustedTypes = _forDevServer ? "" : "; require-trusted-types-for 'script'; trusted-types 'none'";
        return "default-src 'none'; " + scripts
            + "img-src 'self' data: blob:; media-src 'self' blob: mediastream:; "
            + $"connect-src {connect}; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
            + $"frame-ancestors {_frameAncestors}; base-uri 'none'; form-action 'self'" + trustedTypes;
    }
}

namespace PeerCall.Server.Sessions;

/// <summary>
/// Which web pages may open a WebSocket (RFC 6455 §10.2): browsers send <c>Origin</c> and cannot be made to lie about it. The page's own origin may, and the
/// configured ones; what is no browser sends none and may too.
/// </summary>
internal sealed class OriginCheck(SignalingOptions options)
{
    public bool IsAllowed(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count == 0)
        {
            return true;
        }

        if (origin is not [{ } text])
        {
            return false;
        }

        return options.AllowedOrigins.Contains(text, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri)
                && uri.Scheme == request.Scheme
                && request.Host.HasValue
                && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase)
                && string.Equals(uri.Authority, new UriBuilder(request.Scheme, request.Host.Host, request.Host.Port ?? -1).Uri.Authority, StringComparison.OrdinalIgnoreCase));
    }
}

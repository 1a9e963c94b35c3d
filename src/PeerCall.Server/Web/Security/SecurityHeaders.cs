namespace PeerCall.Server.Web;

/// <summary>The security headers of every answer, errors and static files included.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// What the page may use of the browser (W3C Permissions Policy): devices, full screen and what a call needs around them. The rest is
    /// denied. Features that a browser does not know on every system (<c>bluetooth</c>, <c>web-share</c>) are left out: naming them fills the
    /// console with warnings, and by default they are the page's own anyway.
    /// </summary>
    public const string PermissionsPolicy =
        "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), autoplay=(self), speaker-selection=(self), "
        + "screen-wake-lock=(self), clipboard-write=(self), picture-in-picture=(self), "
        + "accelerometer=(), browsing-topics=(), clipboard-read=(), encrypted-media=(), geolocation=(), gyroscope=(), hid=(), "
        + "idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), midi=(), otp-credentials=(), payment=(), "
        + "publickey-credentials-create=(), publickey-credentials-get=(), serial=(), storage-access=(), sync-xhr=(), usb=(), "
        + "window-management=(), xr-spatial-tracking=()";

    /// <summary>Adds the headers. First in the pipeline, so that no answer is without.</summary>
    public static void UseSecurityHeaders(this WebApplication app, ContentSecurityPolicy policy, StrictTransport strictTransport) =>
        app.Use((context, next) =>
        {
            // At the start of the answer: an error on the way clears what was set before it.
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy.For(context.Request);
                headers["Permissions-Policy"] = PermissionsPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                if (strictTransport.For(context) is { } value)
                    headers.StrictTransportSecurity = value;
                return Task.CompletedTask;
            });
            return next(context);
        });
}

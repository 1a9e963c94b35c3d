namespace PeerCall.Server.Web;

/// <summary>Answers to requests that no handler has answered, and to defects.</summary>
internal static class ApiErrors
{
    /// <summary>Under <c>/api</c> every error is a problem document; elsewhere it is a line of text.</summary>
    public static void UseApiErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = static context => IsApi(context)
                ? Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal", "The server has a defect here; it is in its log.")
                : TextAsync(context, "The server has a defect here; it is in its log."),
        });
        app.UseStatusCodePages(static pages =>
        {
            var context = pages.HttpContext;
            var (code, detail) = context.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => ("not-found", "There is nothing at this address."),
                StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "This address does not take that method."),
                StatusCodes.Status413PayloadTooLarge => ("too-large", "The request is too large."),
                StatusCodes.Status415UnsupportedMediaType => ("unsupported-media-type", "This address does not take that media type."),
                _ => ("bad-request", "The request cannot be answered."),
            };
            return IsApi(context)
                ? Problem.WriteAsync(context, context.Response.StatusCode, code, detail)
                : TextAsync(context, detail);
        });
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    private static Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}

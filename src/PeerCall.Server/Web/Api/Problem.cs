using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace PeerCall.Server.Web;

/// <summary>Answers of the HTTP API that tell of an error (RFC 9457), with a <c>code</c> for programs.</summary>
internal static class Problem
{
    /// <summary>Media type of RFC 9457 §3.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>A problem as a handler's result.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">One word for programs, such as <c>rate-limited</c>.</param>
    /// <param name="detail">One sentence for people.</param>
    public static IResult Of(int status, string code, string detail) => new Result(status, code, detail);

    /// <summary>429 with <c>Retry-After</c> in whole seconds (RFC 9110 §10.2.3), rounded up.</summary>
    public static IResult RateLimited(TimeSpan retryAfter) =>
        new Result(StatusCodes.Status429TooManyRequests, "rate-limited", "Too many requests from this address; try again later.", retryAfter);

    /// <summary>Writes a problem as the answer.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        var body = new ProblemBody("about:blank", ReasonPhrases.GetReasonPhrase(status), status, code, detail);
        return response.WriteAsJsonAsync(body, WebJson.Default.ProblemBody, ContentType, context.RequestAborted);
    }

    private sealed class Result(int status, string code, string detail, TimeSpan? retryAfter = null) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (retryAfter is { } delay)
            {
                var seconds = Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds));
                httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }
            return WriteAsync(httpContext, status, code, detail);
        }
    }
}

/// <summary>Body of a problem (RFC 9457 §3.1).</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Code, string Detail);

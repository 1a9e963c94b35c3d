using System.Security.Cryptography;
using System.Text;
using PeerCall.Server.Web;

namespace PeerCall.Server.Operator;

/// <summary>Knows the operator by the key: <c>Authorization: Bearer</c> (RFC 6750). An address that has tried too many wrong ones waits, whatever it tries next.</summary>
internal sealed class OperatorKey(OperatorOptions options, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    /// <summary>Wrong keys of one address: so many a minute, and at once.</summary>
    private const int FailuresPerMinute = 10;

    private readonly byte[]? _key = options.Key is null ? null : Hash(options.Key);
    private readonly AddressRateLimiter _failures = new(clock, FailuresPerMinute, FailuresPerMinute);

    /// <summary>Whether a request is not the operator's, and what to answer then; null if it is.</summary>
    public IResult? Refusal(HttpContext context)
    {
        if (_key is null)
            return Problem.Of(StatusCodes.Status403Forbidden, "no-operator-key", "This server has no operator's key; set Operator:Key to one of at least 16 characters.");
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            var address = ClientAddress.Of(context);
            if (!_failures.HasToken(address, out var retryAfter))
                return Problem.RateLimited(retryAfter);
            // Hashes are compared, so that the time tells neither the key's length nor its beginning.
            if (CryptographicOperations.FixedTimeEquals(Hash(header[Bearer.Length..].Trim()), _key))
                return null;
            _failures.TryTake(address, out _);
        }
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized", "This wants the bearer token of Operator:Key.");
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

using System.Security.Cryptography;
using System.Text;
using PeerCall.Server.Web;

namespace PeerCall.Server.Operator;

/// <summary>Knows the operator by the key: <c>Authorization: Bearer</c> (RFC 6750).</summary>
internal sealed class OperatorKey(OperatorOptions options)
{
    private const string Bearer = "Bearer ";

    private readonly byte[]? _key = options.Key is null ? null : Hash(options.Key);

    /// <summary>Whether a request is not the operator's, and what to answer then; null if it is.</summary>
    public IResult? Refusal(HttpContext context)
    {
        if (_key is null)
            return Problem.Of(StatusCodes.Status403Forbidden, "no-operator-key", "This server has no operator's key; set Operator:Key to one of at least 16 characters.");
        if (IsOperator(context.Request))
            return null;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized", "This wants the bearer token of Operator:Key.");
    }

    /// <summary>Compares hashes, so that the time tells neither the key's length nor its beginning.</summary>
    private bool IsOperator(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Bearer.Length..].Trim()), _key);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>An ephemeral credential, as coturn's <c>use-auth-secret</c> and PeerCall take it.</summary>
/// <param name="Username"><c>expiry:name</c>.</param>
/// <param name="Password">The base64 of the name's HMAC-SHA1 under the shared secret.</param>
internal sealed record RelayCredential(string Username, string Password)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>One for a name, valid for an hour.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    public static RelayCredential Of(string secret, string name)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.Add(Lifetime).ToUnixTimeSeconds()}:{name}");
        return new RelayCredential(
            username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
    }
}

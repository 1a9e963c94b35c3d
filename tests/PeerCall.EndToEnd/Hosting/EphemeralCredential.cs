using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>Credentials of the kind that PeerCall gives out, made by whoever knows the secret.</summary>
internal static class EphemeralCredential
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    /// <summary>Makes one.</summary>
    /// <param name="secret">What the TURN server has too.</param>
    /// <param name="name">Whose.</param>
    /// <param name="left">How long it is still valid, ten minutes by default; negative: it is not.</param>
    public static (string Username, string Password) Of(string secret, string name, TimeSpan? left = null) =>
        Sign(secret, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.Add(left ?? Usual).ToUnixTimeSeconds()}:{name}"));

    /// <summary>The password of any user name.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm.")]
    public static (string Username, string Password) Sign(string secret, string username) =>
        (username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
}

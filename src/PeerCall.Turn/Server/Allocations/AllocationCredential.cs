using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>The credentials that an allocation belongs to.</summary>
/// <param name="Username">As the client gave it, or for whom her USERHASH stands.</param>
/// <param name="UserStart">Where in it the user begins: behind the expiry, or at 0 of a static user.</param>
/// <param name="Expiry">Unix seconds; <see cref="long.MaxValue"/> of a static user.</param>
/// <param name="Algorithm">How the key was made from the password.</param>
/// <param name="Key">The key.</param>
internal sealed record AllocationCredential(byte[] Username, int UserStart, long Expiry, PasswordAlgorithm Algorithm, byte[] Key)
{
    /// <summary>Whom quotas and bytes are counted for.</summary>
    public string User { get; } = Encoding.UTF8.GetString(Username.AsSpan(UserStart));

    /// <summary>Keeps what a request has shown.</summary>
    public static AllocationCredential From(in AuthenticatedUser user) =>
        new(user.Username.ToArray(), user.UserStart, user.Expiry, user.Algorithm, user.Key.ToArray());

    /// <summary>Whether the key is that of this name and algorithm.</summary>
    public bool HasKeyOf(ReadOnlySpan<byte> username, PasswordAlgorithm algorithm) => Algorithm == algorithm && username.SequenceEqual(Username);

    /// <summary>
    /// Whether a request comes from the same user. Renewed credentials have a new expiry, and so another user name; the user behind it is the one who
    /// counts. That is a deviation from RFC 8656 §5, which wants the same user name: a call that outlives its credentials would have to start anew.
    /// </summary>
    public bool IsOf(in AuthenticatedUser user) =>
        user.IsStatic == (Expiry is long.MaxValue) && user.User.SequenceEqual(Username.AsSpan(UserStart));
}

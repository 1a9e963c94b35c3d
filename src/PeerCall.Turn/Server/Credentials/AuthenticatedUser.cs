using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Who has sent a request, as its message integrity proves; the default value is nobody.</summary>
internal readonly ref struct AuthenticatedUser
{
    /// <summary>The user name, or the one for which USERHASH stands.</summary>
    public ReadOnlySpan<byte> Username { get; init; }

    /// <summary>Where in <see cref="Username"/> the user begins.</summary>
    public int UserStart { get; init; }

    /// <summary>Unix seconds; <see cref="long.MaxValue"/> of a static user.</summary>
    public long Expiry { get; init; }

    /// <summary>How the key was made.</summary>
    public PasswordAlgorithm Algorithm { get; init; }

    /// <summary>The key, for the integrity of the response.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Whether the request had MESSAGE-INTEGRITY-SHA256, which the response then has too.</summary>
    public bool UsesSha256 { get; init; }

    /// <summary>Whether anybody has proven anything.</summary>
    public bool IsNobody => Key.IsEmpty;

    /// <summary>Whether the user has a lasting password.</summary>
    public bool IsStatic => Expiry == long.MaxValue;

    /// <summary>Whom quotas and bytes are counted for.</summary>
    public ReadOnlySpan<byte> User => Username[UserStart..];

    /// <summary><see cref="User"/> as text; null for nobody.</summary>
    public string? UserText => IsNobody ? null : Encoding.UTF8.GetString(User);
}

using System.Text;

namespace PeerCall.Turn.Client;

/// <summary>Long-term credentials of a TURN user (RFC 8489 §9.2), static or ephemeral.</summary>
public sealed class TurnCredentials : IEquatable<TurnCredentials>
{
    private const int MaxUsernameBytes = 508;

    /// <summary>Keeps them.</summary>
    /// <exception cref="ArgumentException">The user name is empty or longer than 508 bytes of UTF-8 (RFC 8489 §14.3).</exception>
    public TurnCredentials(string username, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        ArgumentNullException.ThrowIfNull(password);
        if (Encoding.UTF8.GetByteCount(username) > MaxUsernameBytes)
            throw new ArgumentException("A user name has at most 508 bytes.", nameof(username));
        Username = username;
        Password = password;
    }

    /// <summary>User name.</summary>
    public string Username { get; }

    /// <summary>Password. Never sent, and not part of <see cref="ToString"/>.</summary>
    public string Password { get; }

    /// <inheritdoc/>
    public bool Equals(TurnCredentials? other) => other is not null && Username == other.Username && Password == other.Password;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TurnCredentials);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Username);

    /// <summary>The user name alone.</summary>
    public override string ToString() => Username;
}

using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>What the credentials of a request are worth.</summary>
internal enum AuthenticationVerdict
{
    /// <summary>They are right.</summary>
    Accepted,

    /// <summary>They are missing or wrong (401).</summary>
    Unauthenticated,

    /// <summary>They were right and have expired (401).</summary>
    Expired,

    /// <summary>They are incomplete (400).</summary>
    BadRequest,

    /// <summary>The nonce is not of this server and client, or too old (438).</summary>
    StaleNonce,

    /// <summary>They are right and not those of the allocation (441).</summary>
    WrongCredentials,
}

/// <summary>
/// The server's side of the long-term credential mechanism (RFC 8489 §9.2.4). The nonce is judged before anything is derived from what a stranger
/// says, so that a flood without valid nonces costs one hash a request. Safe from any thread; refusing allocates nothing.
/// </summary>
internal sealed class Authenticator(TurnServerOptions options, Nonces nonces, TimeProvider wallClock)
{
    private readonly byte[] _realm = Encoding.UTF8.GetBytes(options.Realm);
    private readonly StaticUsers _users = new(options.Users, options.Realm);
    private readonly EphemeralCredentials? _ephemeral = options.Secret is { } secret ? new(secret) : null;

    /// <summary>PASSWORD-ALGORITHMS as it is sent and has to come back (RFC 8489 §14.11): SHA-256, then MD5; neither has parameters.</summary>
    public static ReadOnlySpan<byte> PasswordAlgorithms => [0, (byte)PasswordAlgorithm.Sha256, 0, 0, 0, (byte)PasswordAlgorithm.Md5, 0, 0];

    /// <summary>REALM, in UTF-8.</summary>
    public ReadOnlySpan<byte> Realm => _realm;

    /// <summary>Judges a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="allocation">The client's allocation, if there is one.</param>
    /// <param name="keyBuffer"><see cref="LongTermKey.MaxLength"/> bytes, in which a key is derived; <paramref name="user"/> may point into it.</param>
    /// <param name="user">Who it is; also if what she has shown has expired or is not that of the allocation.</param>
    public AuthenticationVerdict Authenticate(
        scoped in StunMessage message, scoped in FiveTuple client, Allocation? allocation, Span<byte> keyBuffer, out AuthenticatedUser user)
    {
        user = default;
        switch (RequestCredentials.TryRead(in message, out var credentials))
        {
            case CredentialFault.Absent:
                return AuthenticationVerdict.Unauthenticated;
            case CredentialFault.Incomplete:
                return AuthenticationVerdict.BadRequest;
            default:
                break;
        }
        if (!nonces.IsValid(credentials.Nonce, in client))
            return AuthenticationVerdict.StaleNonce;
        if (!credentials.Realm.SequenceEqual(_realm) || !TryFindKey(in credentials, allocation, keyBuffer, out var claimed))
            return AuthenticationVerdict.Unauthenticated;
        // The stronger of the two counts where a client sends both.
        var usesSha256 = message.HasIntegritySha256;
        if (!(usesSha256 ? message.VerifyIntegritySha256(claimed.Key) : message.VerifyIntegrity(claimed.Key)))
            return AuthenticationVerdict.Unauthenticated;
        user = new AuthenticatedUser
        {
            Username = claimed.Username,
            UserStart = claimed.UserStart,
            Expiry = claimed.Expiry,
            Algorithm = claimed.Algorithm,
            Key = claimed.Key,
            UsesSha256 = usesSha256,
        };
        return Judge(in user, message.Method is StunMethod.Allocate ? null : allocation);
    }

    /// <summary>
    /// Judges who has proven to be herself. Expired credentials keep a live allocation of the same user going for
    /// <see cref="TurnServerOptions.ExpiredCredentialGrace"/>, and make no new one: a call is not cut because it is long.
    /// </summary>
    private AuthenticationVerdict Judge(in AuthenticatedUser user, Allocation? allocation)
    {
        var isSameUser = allocation is not null && allocation.Credential.IsOf(in user);
        if (!user.IsStatic)
        {
            var secondsOver = wallClock.GetUtcNow().ToUnixTimeSeconds() - user.Expiry;
            if (secondsOver >= 0 && !(isSameUser && secondsOver < options.ExpiredCredentialGrace.TotalSeconds))
                return AuthenticationVerdict.Expired;
        }
        return allocation is null || isSameUser ? AuthenticationVerdict.Accepted : AuthenticationVerdict.WrongCredentials;
    }

    private bool TryFindKey(scoped in RequestCredentials credentials, Allocation? allocation, Span<byte> keyBuffer, out AuthenticatedUser claimed)
    {
        if (_users.TryFind(credentials.Username, credentials.Userhash, out var known))
        {
            claimed = new AuthenticatedUser
            {
                Username = known.Username,
                Expiry = long.MaxValue,
                Algorithm = credentials.Algorithm,
                Key = known.Key(credentials.Algorithm),
            };
            return true;
        }
        claimed = default;
        if (_ephemeral is null || !EphemeralCredentials.TryRead(credentials.Username, out var expiry, out var userStart))
            return false;
        claimed = new AuthenticatedUser
        {
            Username = credentials.Username,
            UserStart = userStart,
            Expiry = expiry,
            Algorithm = credentials.Algorithm,
            Key = allocation?.Credential is { } cached && cached.HasKeyOf(credentials.Username, credentials.Algorithm)
                ? cached.Key
                : DeriveKey(_ephemeral, in credentials, keyBuffer),
        };
        return true;
    }

    private ReadOnlySpan<byte> DeriveKey(EphemeralCredentials ephemeral, scoped in RequestCredentials credentials, Span<byte> keyBuffer)
    {
        Span<byte> password = stackalloc byte[EphemeralCredentials.PasswordLength];
        ephemeral.WritePassword(credentials.Username, password);
        return keyBuffer[..LongTermKey.Write(credentials.Username, _realm, password, credentials.Algorithm, keyBuffer)];
    }
}

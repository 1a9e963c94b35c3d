using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.IceServers;

/// <summary>
/// Issues ephemeral TURN credentials: user name <c>expiry:peer</c> with the expiry in Unix seconds, password the base64 of its HMAC-SHA1 under a
/// secret that the TURN server shares. This is the scheme of draft-uberti-behave-turn-rest, which coturn calls <c>use-auth-secret</c>.
/// The TURN server needs no list of users, and a leaked credential ends by itself.
/// </summary>
internal sealed class IceServerIssuer
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly IceServer? _stun;
    private readonly string[] _turnUrls;
    private readonly byte[]? _secret;

    /// <summary>Reads the secret; the options were checked at start.</summary>
    public IceServerIssuer(TurnOptions options, TimeProvider clock)
    {
        _clock = clock;
        _lifetime = options.CredentialLifetime;
        var urls = options.IceUrls();
        var stun = urls.Where(static url => url.Kind is IceUrlKind.Stun).Select(static url => url.Text).ToArray();
        _stun = stun.Length > 0 ? new IceServer { Urls = stun } : null;
        _turnUrls = options.Mode is TurnMode.External
            ? [.. urls.Where(static url => url.Kind is not IceUrlKind.Stun).Select(static url => url.Text)]
            : [];
        _secret = _turnUrls.Length > 0 ? Encoding.UTF8.GetBytes(options.ReadSecret()!) : null;
    }

    /// <summary>Issues credentials for one peer, valid from now.</summary>
    public IceServerGrant Issue(string peerId)
    {
        if (_secret is null)
            return new IceServerGrant(_stun is null ? [] : [_stun], ExpiresAt: null, RenewAfter: null);
        var now = _clock.GetUtcNow();
        // Whole seconds, as in the user name: what clients are told is when the TURN server stops.
        var expiry = (now + _lifetime).ToUnixTimeSeconds();
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiry}:{peerId}");
        var turn = new IceServer { Urls = _turnUrls, Username = username, Credential = Credential(username) };
        return new IceServerGrant(
            _stun is null ? [turn] : [_stun, turn],
            DateTimeOffset.FromUnixTimeSeconds(expiry),
            now + (_lifetime * 0.75));
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm; HMAC does not rest on collision resistance.")]
    private string Credential(string username) =>
        Convert.ToBase64String(HMACSHA1.HashData(_secret!, Encoding.UTF8.GetBytes(username)));
}

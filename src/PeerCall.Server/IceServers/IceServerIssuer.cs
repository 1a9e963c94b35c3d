using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PeerCall.Server.EmbeddedTurn;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.IceServers;

/// <summary>
/// Issues ephemeral TURN credentials: user name <c>expiry:peer</c> with the expiry in Unix seconds, password the base64 of its HMAC-SHA1 under a
/// secret that the TURN server shares. This is the scheme of draft-uberti-behave-turn-rest, which coturn calls <c>use-auth-secret</c>.
/// The TURN server needs no list of users, and a leaked credential ends by itself.
/// </summary>
internal sealed class IceServerIssuer
{
    private readonly TurnOptions _options;
    private readonly TimeProvider _clock;
    private readonly byte[]? _secret;
    private readonly EmbeddedTurnUrls? _embedded;
    private readonly Offer _configured;
    private Offer? _last;

    /// <summary>The options were checked at start.</summary>
    /// <param name="options">Mode, lifetime, and the URLs that are configured.</param>
    /// <param name="secret">What credentials are made with.</param>
    /// <param name="embedded">The URLs of the embedded server, with that mode.</param>
    /// <param name="clock">When it is now.</param>
    public IceServerIssuer(TurnOptions options, TurnSecret secret, EmbeddedTurnUrls? embedded, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _secret = secret.Bytes;
        _embedded = options.Mode is TurnMode.Embedded ? embedded : null;
        _configured = new Offer(page: null, options.IceUrls());
    }

    /// <summary>Issues credentials for one peer, valid from now.</summary>
    /// <param name="peerId">Whom for.</param>
    /// <param name="page">By which address this client has reached the server.</param>
    public IceServerGrant Issue(string peerId, PageAddress page)
    {
        var offer = OfferFor(page);
        IReadOnlyList<IceServer> stun = offer.Stun.Length > 0 ? [new IceServer { Urls = offer.Stun }] : [];
        if (_secret is null || _options.Mode is TurnMode.None || offer.Turn.Length == 0)
            return new IceServerGrant(stun, ExpiresAt: null, RenewAfter: null);
        var now = _clock.GetUtcNow();
        // Whole seconds, as in the user name: what clients are told is when the TURN server stops.
        var expiry = (now + _options.CredentialLifetime).ToUnixTimeSeconds();
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiry}:{peerId}");
        var turn = new IceServer { Urls = offer.Turn, Username = username, Credential = Credential(username) };
        return new IceServerGrant(
            [.. stun, turn],
            DateTimeOffset.FromUnixTimeSeconds(expiry),
            now + (_options.CredentialLifetime * 0.75));
    }

    private Offer OfferFor(PageAddress page)
    {
        if (_embedded is null)
            return _configured;
        if (_last is { } last && last.Page == page)
            return last;
        return _last = new Offer(page, _embedded.For(page));
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The scheme's algorithm; HMAC does not rest on collision resistance.")]
    private string Credential(string username) =>
        Convert.ToBase64String(HMACSHA1.HashData(_secret!, Encoding.UTF8.GetBytes(username)));

    /// <summary>The URLs for those who come by one address; nearly everybody comes by the same.</summary>
    private sealed class Offer(PageAddress? page, IReadOnlyList<IceUrl> urls)
    {
        public PageAddress? Page { get; } = page;

        public string[] Stun { get; } = [.. urls.Where(static url => url.Kind is IceUrlKind.Stun).Select(static url => url.Text)];

        public string[] Turn { get; } = [.. urls.Where(static url => url.Kind is not IceUrlKind.Stun).Select(static url => url.Text)];
    }
}

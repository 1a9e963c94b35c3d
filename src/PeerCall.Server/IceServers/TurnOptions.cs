using PeerCall.Server.Web;

namespace PeerCall.Server.IceServers;

/// <summary>Which TURN server clients are told about.</summary>
internal enum TurnMode
{
    /// <summary>The one inside this program.</summary>
    Embedded,

    /// <summary>None: calls work where a direct path exists.</summary>
    None,

    /// <summary>coturn or another server (RFC 8656) that shares a secret with this one.</summary>
    External,
}

/// <summary>Section <c>Turn</c>: the STUN and TURN servers that clients are given. The rest of the section is <see cref="EmbeddedTurn.EmbeddedTurnOptions"/>.</summary>
internal sealed class TurnOptions : IOptionsSection
{
    /// <inheritdoc/>
    public static string Section => "Turn";

    /// <summary>Shortest lifetime of credentials.</summary>
    public static readonly TimeSpan MinCredentialLifetime = TimeSpan.FromSeconds(60);

    /// <summary>Longest lifetime of credentials.</summary>
    public static readonly TimeSpan MaxCredentialLifetime = TimeSpan.FromDays(7);

    private const int MinSecret = 16;
    private const string TooShort = "a secret of 16 characters or more";

    /// <summary>Default: <see cref="TurnMode.Embedded"/>.</summary>
    [Expects("Embedded, External or None")]
    public TurnMode Mode { get; set; }

    /// <summary>
    /// URLs of the TURN server, in any order. Default: made from <see cref="Host"/> and the ports; of the embedded server, from the address by which a client has
    /// reached the page.
    /// </summary>
    [Expects("a list of URLs such as turn:turn.example.org:3478?transport=udp or turns:turn.example.org:5349")]
    public IReadOnlyList<string> Urls { get; set; } = [];

    /// <summary>Name or address of the TURN server, as clients reach it. Default: none; of the embedded server, the host by which a client has reached the page.</summary>
    [Expects("a host name or an IP address")]
    public string? Host { get; set; }

    /// <summary>UDP port of an external server at <see cref="Host"/> (STUN and TURN); empty: none. Default: 3478.</summary>
    [Expects("a port from 1 to 65535, or nothing")]
    public int? UdpPort { get; set; } = 3478;

    /// <summary>TCP port of an external server at <see cref="Host"/>; empty: none. Default: 3478.</summary>
    [Expects("a port from 1 to 65535, or nothing")]
    public int? TcpPort { get; set; } = 3478;

    /// <summary>TLS port of an external server at <see cref="Host"/>; empty: none. Default: 5349.</summary>
    [Expects("a port from 1 to 65535, or nothing")]
    public int? TlsPort { get; set; } = 5349;

    /// <summary>URLs of STUN servers. Default: the UDP port at <see cref="Host"/>, if there is one.</summary>
    [Expects("a list of URLs such as stun:stun.example.org:3478")]
    public IReadOnlyList<string> StunUrls { get; set; } = [];

    /// <summary>
    /// The secret shared with the TURN server (coturn: <c>static-auth-secret</c>). Default: none; the embedded server's is made once and kept in the data folder.
    /// </summary>
    [Expects("the secret that the TURN server has as static-auth-secret, with Turn:Mode External", Secret = true)]
    public string? Secret { get; set; }

    /// <summary>File that holds the secret, in place of <see cref="Secret"/>. White space around it is ignored. Default: none.</summary>
    [Expects("a readable file that holds the shared secret")]
    public string? SecretFile { get; set; }

    /// <summary>How long credentials are valid: 60 s to 7 days. Default: 12 h.</summary>
    [Expects("a length of time from 60s to 7d")]
    public TimeSpan CredentialLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Whether <c>GET /api/ice-servers</c> wants the session token of somebody who has joined. Default: false, as open as joining is.</summary>
    [Expects("true or false")]
    public bool RequireSession { get; set; }

    /// <summary>Requests to <c>GET /api/ice-servers</c> per address and minute; as many may come at once. Default: 60.</summary>
    [Expects("a number of requests from 1 to 100000")]
    public int RequestsPerMinute { get; set; } = 60;

    /// <inheritdoc/>
    public void Check(OptionsCheck check)
    {
        check.That(Enum.IsDefined(Mode), nameof(Mode));
        check.That(Urls.All(static url => IceUrl.Parse(url) is not null), nameof(Urls));
        check.That(StunUrls.All(static url => IceUrl.Parse(url) is { Kind: IceUrlKind.Stun }), nameof(StunUrls));
        check.That(Host is null || IceUrl.IsHost(Host), nameof(Host));
        check.That(IsPort(UdpPort), nameof(UdpPort));
        check.That(IsPort(TcpPort), nameof(TcpPort));
        check.That(IsPort(TlsPort), nameof(TlsPort));
        check.That(CredentialLifetime >= MinCredentialLifetime && CredentialLifetime <= MaxCredentialLifetime, nameof(CredentialLifetime));
        check.That(RequestsPerMinute is >= 1 and <= 100_000, nameof(RequestsPerMinute));
        check.That(Secret is null || SecretFile is null, nameof(SecretFile), "to be the only one, but Turn:Secret is set too");
        check.That(SecretFile is null || TryReadSecret(SecretFile) is not null, nameof(SecretFile));
        // Whoever has a credential can try secrets on it at home, as many as she likes.
        check.That(Secret is not { Length: < MinSecret }, nameof(Secret), TooShort);
        check.That(SecretFile is null || ReadSecret() is { Length: >= MinSecret }, nameof(SecretFile), TooShort);
        if (Mode is not TurnMode.External)
            return;
        check.That(IceUrls().Any(static url => url.Kind is not IceUrlKind.Stun), nameof(Host), "the TURN server's host name, or its addresses in Turn:Urls, with Turn:Mode External");
        check.That(Secret is not null || SecretFile is not null, nameof(Secret));
    }

    /// <summary>Every URL for clients that the configuration has, STUN first, then TURN over UDP, TCP and TLS, none twice.</summary>
    public IReadOnlyList<IceUrl> IceUrls()
    {
        List<IceUrl> urls = [.. StunUrls.Concat(Urls).Select(static text => IceUrl.Parse(text)!)];
        if (Host is not null && Mode is not TurnMode.Embedded)
        {
            if (UdpPort is { } udp)
            {
                urls.Add(IceUrl.Of(IceUrlKind.TurnUdp, IceUrl.Authority(Host, udp)));
                if (StunUrls.Count == 0)
                    urls.Add(IceUrl.Of(IceUrlKind.Stun, IceUrl.Authority(Host, udp)));
            }
            if (TcpPort is { } tcp)
                urls.Add(IceUrl.Of(IceUrlKind.TurnTcp, IceUrl.Authority(Host, tcp)));
            if (TlsPort is { } tls)
                urls.Add(IceUrl.Of(IceUrlKind.TurnTls, IceUrl.Authority(Host, tls)));
        }
        // A stable order: within a kind it is the operator's.
        return [.. urls.Distinct().OrderBy(static url => url.Kind)];
    }

    /// <summary>The shared secret, from the key or the file; null without.</summary>
    public string? ReadSecret() => Secret ?? (SecretFile is null ? null : TryReadSecret(SecretFile));

    private static bool IsPort(int? port) => port is null or (>= 1 and <= 65535);

    private static string? TryReadSecret(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return text.Length == 0 ? null : text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

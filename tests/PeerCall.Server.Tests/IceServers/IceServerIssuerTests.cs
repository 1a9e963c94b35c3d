using PeerCall.Server.IceServers;
using PeerCall.Server.Tests.Web;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;

namespace PeerCall.Server.Tests.IceServers;

public sealed class IceServerIssuerTests : IDisposable
{
    private static readonly PageAddress Page = new(IsHttps: true, "call.example.org", 443);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new(DateTimeOffset.FromUnixTimeSeconds(1767225900).AddMilliseconds(700));

    [Fact]
    public void Credentials_are_those_that_coturn_computes()
    {
        var grant = Issuer().Issue("k3f9x2ma", Page);
        var turn = grant.Servers[1];
        turn.Username.ShouldBe("1767269100:k3f9x2ma");
        // printf '1767269100:k3f9x2ma' | openssl dgst -sha1 -hmac north-sea-oil-platform -binary | base64
        turn.Credential.ShouldBe("E2hBq5AxCXz9YtskALUp5IUjew0=");
    }

    [Fact]
    public void The_expiry_is_the_one_in_the_user_name_and_renewal_is_due_before()
    {
        var grant = Issuer().Issue("k3f9x2ma", Page);
        grant.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1767269100));
        grant.RenewAfter.ShouldBe(_clock.GetUtcNow() + TimeSpan.FromHours(9));
    }

    [Fact]
    public void Stun_has_an_entry_without_credentials()
    {
        var servers = Issuer().Issue("k3f9x2ma", Page).Servers;
        servers.Count.ShouldBe(2);
        servers[0].Urls.ShouldBe(["stun:turn.example.org:3478"]);
        servers[0].Username.ShouldBeNull();
        servers[0].Credential.ShouldBeNull();
        servers[1].Urls.ShouldAllBe(static url => url.StartsWith("turn"));
    }

    [Fact]
    public void Without_turn_there_are_no_credentials_and_no_expiry()
    {
        var grant = Issuer(new TurnOptions { Mode = TurnMode.None, StunUrls = ["stun:stun.example.org"] }).Issue("k3f9x2ma", Page);
        grant.Servers.Single().Urls.ShouldBe(["stun:stun.example.org"]);
        grant.ExpiresAt.ShouldBeNull();
        grant.RenewAfter.ShouldBeNull();
    }

    [Fact]
    public void Mode_none_keeps_a_configured_turn_server_back()
    {
        var options = new TurnOptions { Mode = TurnMode.None, Host = "turn.example.org", Secret = "north-sea-oil-platform" };
        Issuer(options).Issue("k3f9x2ma", Page).Servers.ShouldAllBe(static server => server.Credential == null);
    }

    public void Dispose() => _folder.Dispose();

    private IceServerIssuer Issuer(TurnOptions? options = null)
    {
        options ??= new TurnOptions { Mode = TurnMode.External, Host = "turn.example.org", Secret = "north-sea-oil-platform" };
        var data = DataFolder.Open(OptionsBinderTests.Configuration(("Data", _folder.Path)));
        return new IceServerIssuer(options, new TurnSecret(options, data), embedded: null, _clock);
    }
}

using System.Text;
using PeerCall.Stun;

namespace PeerCall.Turn.Tests.Server;

public sealed class StaticUserTests
{
    private readonly VirtualServer _server = new(static options => options with
    {
        Users = new Dictionary<string, string>(StringComparer.Ordinal) { ["sip-gateway"] = "chalk and cheese", ["Zoë"] = "päss", ["1790003600:bob"] = "p" },
    });

    [Theory]
    [InlineData("sip-gateway", "chalk and cheese", true)]
    [InlineData("Zoë", "päss", true)]
    [InlineData("1790003600:bob", "p", true)]
    [InlineData("sip-gateway", "chalk", false)]
    [InlineData("SIP-GATEWAY", "chalk and cheese", false)]
    [InlineData("somebody", "chalk and cheese", false)]
    public void A_user_of_the_list_needs_her_password(string username, string password, bool succeeds)
    {
        foreach (var isModern in new[] { false, true })
        {
            var client = Client(username, password, isModern);
            client.Allocate().Code.ShouldBe(succeeds ? 0 : 401);
        }
    }

    [Fact]
    public void Ephemeral_credentials_work_beside()
    {
        _server.Client().Allocate().Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hash_stands_for_the_name(bool isModern)
    {
        var client = Client("sip-gateway", "chalk and cheese", isModern);
        client.UsesUserhash = true;
        client.Allocate().Succeeded.ShouldBeTrue();
        _server.Events.Made.Single().User.ShouldBe("sip-gateway");
        client.UsesUserhash = false;
        client.Refresh().Succeeded.ShouldBeTrue("the same user");
    }

    [Fact]
    public void A_hash_of_nobody_gets_401()
    {
        var client = Client("nobody", "x", isModern: false);
        client.UsesUserhash = true;
        client.Allocate().Code.ShouldBe(401);
    }

    [Fact]
    public void Name_and_hash_together_are_a_bad_request()
    {
        var client = Client("sip-gateway", "chalk and cheese", isModern: false);
        client.Allocate().Succeeded.ShouldBeTrue();
        client.Request(StunMethod.Refresh, static (ref StunWriter writer) => writer.AddBytes(StunAttributeType.Userhash, new byte[32])).Code.ShouldBe(400);
    }

    [Fact]
    public void An_ephemeral_user_of_the_same_name_is_somebody_else()
    {
        var client = Client("sip-gateway", "chalk and cheese", isModern: false);
        client.Allocate().Succeeded.ShouldBeTrue();
        client.Password = null;
        client.Username = _server.Username("sip-gateway");
        client.Refresh().Code.ShouldBe(441);
    }

    [Fact]
    public void Anonymity_is_offered_where_all_users_are_in_the_list()
    {
        var server = new VirtualServer(options => options with { Secret = null, Users = _server.Options.Users });
        var nonce = server.Client().Plain(StunMethod.Allocate).ShouldNotBeNull().GetBytes(StunAttributeType.Nonce);
        Encoding.ASCII.GetString(nonce).ShouldStartWith("obMatJos2AAAD", Case.Sensitive);
    }

    private ScriptedClient Client(string username, string password, bool isModern)
    {
        var client = _server.Client();
        client.Username = username;
        client.Password = password;
        client.IsModern = isModern;
        client.Algorithm = isModern ? PasswordAlgorithm.Sha256 : PasswordAlgorithm.Md5;
        return client;
    }
}

using PeerCall.Stun;

namespace PeerCall.Turn.Tests.Server;

public sealed class EphemeralCredentialTests
{
    private readonly VirtualServer _server = new();

    [Theory]
    [InlineData("0:u")]
    [InlineData("1:u")]
    [InlineData(":u")]
    [InlineData("1790003600")]
    [InlineData("1790003600:")]
    [InlineData("-1790003600:u")]
    [InlineData("+1790003600:u")]
    [InlineData(" 1790003600:u")]
    [InlineData("1790003600x:u")]
    [InlineData("1790003600 :u")]
    [InlineData("9223372036854775807:u")]
    [InlineData("9223372036854775808:u")]
    [InlineData("99999999999999999999999999:u")]
    [InlineData("u:1790003600")]
    [InlineData("u")]
    public void A_name_that_is_not_a_future_time_and_a_user_is_refused_although_its_password_is_right(string username)
    {
        var client = _server.Client();
        client.Username = username;
        client.Allocate().Code.ShouldBe(401);
    }

    [Fact]
    public void Credentials_end_at_their_second()
    {
        var client = _server.Client();
        client.Username = _server.Username("u", TimeSpan.FromSeconds(10));
        _server.PassSeconds(9);
        client.Allocate().Succeeded.ShouldBeTrue();
        client.Refresh(0).Succeeded.ShouldBeTrue();
        _server.PassSeconds(1);
        client.Allocate().Code.ShouldBe(401);
        _server.Events.Refused[^1].ShouldBe((StunMethod.Allocate, 401, "u"), "it is known whose they were");
    }

    [Fact]
    public void Expired_credentials_keep_a_live_allocation_going_for_the_grace_and_no_longer()
    {
        var server = new VirtualServer(static options => options with { ExpiredCredentialGrace = TimeSpan.FromHours(1) });
        var client = server.Client();
        client.Username = server.Username("u", TimeSpan.FromMinutes(10));
        client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 3600u));
        server.Pass(TimeSpan.FromMinutes(11));
        client.Nonce = [];
        client.Refresh(3600).Succeeded.ShouldBeTrue();
        client.CreatePermission(VirtualServer.Peer).Succeeded.ShouldBeTrue();
        client.ChannelBind(0x4000, VirtualServer.Peer).Succeeded.ShouldBeTrue();

        var other = server.Client();
        other.Username = client.Username;
        other.Allocate().Code.ShouldBe(401, "they make nothing new");
        other.Refresh().Code.ShouldBe(401, "and are nothing without an allocation");

        server.Pass(TimeSpan.FromMinutes(59));
        client.Nonce = [];
        client.Refresh(3600).Code.ShouldBe(401);
    }

    [Fact]
    public void Expired_credentials_of_another_user_are_just_expired()
    {
        var client = _server.Client("alice");
        client.Allocated();
        client.Username = _server.Username("mallory", TimeSpan.FromSeconds(-1));
        client.Refresh().Code.ShouldBe(401);
    }

    [Fact]
    public void Renewed_credentials_are_the_same_user()
    {
        var client = _server.Client();
        client.Username = _server.Username("u", TimeSpan.FromMinutes(5));
        client.Allocated();
        _server.Pass(TimeSpan.FromMinutes(4));
        client.Username = _server.Username("u", TimeSpan.FromHours(1));
        client.Refresh().Succeeded.ShouldBeTrue();
        client.ChannelBind(0x4000, VirtualServer.Peer).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_secret_there_are_none()
    {
        var server = new VirtualServer(static options => options with { Secret = null });
        server.Client().Allocate().Code.ShouldBe(401);
    }
}

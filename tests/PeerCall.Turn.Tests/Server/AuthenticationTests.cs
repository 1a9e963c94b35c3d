using System.Text;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class AuthenticationTests
{
    private readonly VirtualServer _server = new();

    [Fact]
    public void The_smallest_Allocate_is_challenged_in_100_bytes()
    {
        var reply = _server.Client().Plain(StunMethod.Allocate, static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17)).ShouldNotBeNull();
        reply.Code.ShouldBe(401);
        reply.Bytes.Length.ShouldBeLessThanOrEqualTo(100, "3.6 times 28");
        Encoding.UTF8.GetString(reply.GetBytes(StunAttributeType.Realm)).ShouldBe("peercall");
        var nonce = Encoding.ASCII.GetString(reply.GetBytes(StunAttributeType.Nonce));
        nonce.Length.ShouldBeLessThanOrEqualTo(32);
        nonce.ShouldStartWith("obMatJos2AAAB", Case.Sensitive, "password algorithms, and no anonymity where users are not in a list");
        reply.GetBytes(StunAttributeType.PasswordAlgorithms).ShouldBe([0, 2, 0, 0, 0, 1, 0, 0]);
        reply.Message.HasIntegrity.ShouldBeFalse();
    }

    [Theory]
    [InlineData(StunMethod.Allocate)]
    [InlineData(StunMethod.Refresh)]
    [InlineData(StunMethod.CreatePermission)]
    [InlineData(StunMethod.ChannelBind)]
    public void A_datagram_without_an_attribute_gets_no_challenge_to_reflect(StunMethod method)
    {
        var reply = _server.Client().Plain(method, static (ref StunWriter _) => { }).ShouldNotBeNull();
        reply.Code.ShouldBe(400);
        reply.Bytes.Length.ShouldBeLessThanOrEqualTo(2 * 20);
        var stream = _server.Client(transport: ClientTransport.Tcp);
        stream.Plain(method, static (ref StunWriter _) => { }).ShouldNotBeNull().Code.ShouldBe(401, "over TCP nobody sends from another's address");
    }

    [Theory]
    [InlineData(StunMethod.Allocate)]
    [InlineData(StunMethod.Refresh)]
    [InlineData(StunMethod.CreatePermission)]
    [InlineData(StunMethod.ChannelBind)]
    public void Every_request_needs_credentials(StunMethod method)
    {
        _server.Client().Plain(method).ShouldNotBeNull().Code.ShouldBe(401);
        var client = _server.Client();
        client.Allocated();
        client.Plain(method).ShouldNotBeNull().Code.ShouldBe(401, "also of who has an allocation");
    }

    [Theory]
    [InlineData(StunAttributeType.Username)]
    [InlineData(StunAttributeType.Realm)]
    [InlineData(StunAttributeType.Nonce)]
    public void Integrity_without_what_it_needs_is_a_bad_request(StunAttributeType missing)
    {
        var client = _server.Client();
        client.Allocate();
        var nonce = client.Nonce;
        var reply = client.Plain(StunMethod.Allocate, (ref StunWriter writer) =>
        {
            if (missing is not StunAttributeType.Username)
                writer.AddBytes(StunAttributeType.Username, "1:u"u8);
            if (missing is not StunAttributeType.Realm)
                writer.AddBytes(StunAttributeType.Realm, "peercall"u8);
            if (missing is not StunAttributeType.Nonce)
                writer.AddBytes(StunAttributeType.Nonce, nonce);
            writer.AddIntegrity(client.Key);
        }).ShouldNotBeNull();
        reply.Code.ShouldBe(400);
        reply.Has(StunAttributeType.Nonce).ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_password_gets_401_with_a_challenge()
    {
        var client = _server.Client();
        client.Password = "wrong";
        var reply = client.Allocate();
        reply.Code.ShouldBe(401);
        reply.Has(StunAttributeType.Nonce).ShouldBeTrue();
    }

    [Fact]
    public void A_wrong_realm_gets_401()
    {
        var client = _server.Client();
        client.Realm = "elsewhere";
        client.Allocate().Code.ShouldBe(401);
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(508, 401)]
    [InlineData(513, 400)]
    public void User_names_of_odd_lengths_are_refused(int length, int code)
    {
        var client = _server.Client();
        client.Username = new string('a', length);
        client.Allocate().Code.ShouldBe(code);
    }

    [Fact]
    public void The_longest_user_name_works()
    {
        var client = _server.Client();
        client.Username = (_server.Username("") + new string('a', 508))[..508];
        client.Allocate().Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("%s%n%d")]
    [InlineData("o'hara\";DROP TABLE users")]
    [InlineData("line\r\nline")]
    [InlineData("nul\0nul")]
    [InlineData("room:peer:third")]
    [InlineData("Zoë 🎥")]
    public void User_names_are_only_text(string user)
    {
        var client = _server.Client(user);
        client.Allocate().Succeeded.ShouldBeTrue();
        _server.Events.Made.Single().User.ShouldBe(user);
        _server.Events.Made.Single().Username.ShouldBe(client.Username);
    }

    [Fact]
    public void A_response_has_the_integrity_of_its_request()
    {
        var client = _server.Client();
        var reply = client.Allocate();
        reply.Message.VerifyIntegrity(client.Key).ShouldBeTrue();
        reply.Message.HasIntegritySha256.ShouldBeFalse();
        client.Request(StunMethod.CreatePermission).Message.VerifyIntegrity(client.Key).ShouldBeTrue("an error too");
    }

    [Theory]
    [InlineData(PasswordAlgorithm.Md5)]
    [InlineData(PasswordAlgorithm.Sha256)]
    public void A_client_of_RFC_8489_chooses_its_algorithm(PasswordAlgorithm algorithm)
    {
        var client = _server.Client();
        client.IsModern = true;
        client.Algorithm = algorithm;
        var reply = client.Allocate();
        reply.Succeeded.ShouldBeTrue();
        reply.Message.VerifyIntegritySha256(client.Key).ShouldBeTrue();
        reply.Message.HasIntegrity.ShouldBeFalse();
        client.Refresh().Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Two_algorithms_of_one_user_may_take_turns()
    {
        var client = _server.Client();
        client.Allocated();
        client.IsModern = true;
        client.Algorithm = PasswordAlgorithm.Sha256;
        client.Refresh().Succeeded.ShouldBeTrue();
        client.IsModern = false;
        client.Algorithm = PasswordAlgorithm.Md5;
        client.Refresh().Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 0 }, true)]
    [InlineData(new byte[] { 0, 1, 0, 0, 0, 2, 0, 0 }, true)]
    [InlineData(new byte[] { 0, 2, 0, 0, 0, 1, 0, 0 }, false)]
    [InlineData(null, true)]
    public void Who_shortens_the_list_of_algorithms_is_found_out(byte[]? list, bool sendsChoice)
    {
        var client = _server.Client();
        client.Allocate();
        var nonce = client.Nonce;
        client.Plain(StunMethod.Allocate, (ref StunWriter writer) =>
        {
            writer.AddBytes(StunAttributeType.Username, Encoding.UTF8.GetBytes(client.Username));
            writer.AddBytes(StunAttributeType.Realm, "peercall"u8);
            writer.AddBytes(StunAttributeType.Nonce, nonce);
            if (list is not null)
                writer.AddBytes(StunAttributeType.PasswordAlgorithms, list);
            if (sendsChoice)
                writer.Add(StunAttributes.PasswordAlgorithm, PasswordAlgorithm.Md5);
            writer.AddIntegrity(client.Key);
        }).ShouldNotBeNull().Code.ShouldBe(400);
    }

    [Fact]
    public void A_forged_nonce_is_stale()
    {
        var client = _server.Client();
        client.Nonce = "not a nonce of this server"u8.ToArray();
        client.Allocate().Code.ShouldBe(438);
        client.Nonce = "obMatJos2AAABAAAAAAAAAAAAAAAAAAA"u8.ToArray();
        var reply = client.Allocate();
        reply.Code.ShouldBe(438);
        client.Nonce = reply.GetBytes(StunAttributeType.Nonce);
        client.Allocate().Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Each_character_of_a_nonce_counts()
    {
        var client = _server.Client();
        client.Plain(StunMethod.Allocate);
        client.Allocate().Succeeded.ShouldBeTrue();
        var good = client.Nonce;
        for (var i = 0; i < good.Length; i++)
        {
            client.Nonce = (byte[])good.Clone();
            // A digit more than one bit away: the last character carries two bits that mean nothing.
            client.Nonce[i] = (byte)(good[i] == 'Q' ? 'm' : 'Q');
            client.Refresh().Code.ShouldBe(438, $"at {i}");
            _server.PassSeconds(0.1);
        }
        client.Nonce = [.. good, (byte)'A'];
        client.Refresh().Code.ShouldBe(438);
        client.Nonce = good[..^1];
        client.Refresh().Code.ShouldBe(438);
    }

    [Fact]
    public void A_nonce_lasts_ten_minutes_and_the_retry_succeeds()
    {
        var client = _server.Client();
        client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 3600u));
        _server.PassSeconds(599);
        client.Refresh(3600).Succeeded.ShouldBeTrue();
        _server.PassSeconds(2);
        var reply = client.Refresh(3600);
        reply.Code.ShouldBe(438);
        client.Nonce = reply.GetBytes(StunAttributeType.Nonce);
        client.Refresh(3600).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("192.0.2.11:1000", ClientTransport.Udp)]
    [InlineData("192.0.2.10:1001", ClientTransport.Udp)]
    [InlineData("192.0.2.10:1000", ClientTransport.Tcp)]
    [InlineData("[2001:db8::2]:1000", ClientTransport.Udp)]
    public void A_nonce_is_of_one_client(string other, ClientTransport transport)
    {
        var client = _server.Client(address: "192.0.2.10:1000");
        client.Allocated();
        var thief = _server.Client(address: other, transport: transport);
        thief.Username = client.Username;
        thief.Nonce = client.Nonce;
        thief.Allocate().Code.ShouldBe(438);
    }

    [Fact]
    public void Nonces_of_two_processes_differ()
    {
        var client = _server.Client();
        client.Allocated();
        var elsewhere = new VirtualServer().Client(address: client.Tuple.Client.ToString());
        elsewhere.Nonce = client.Nonce;
        elsewhere.Allocate().Code.ShouldBe(438);
    }

    [Fact]
    public void Nobody_uses_the_allocation_of_another_user()
    {
        var client = _server.Client("alice");
        client.Allocated();
        client.Username = _server.Username("mallory");
        foreach (var method in new[] { StunMethod.Refresh, StunMethod.CreatePermission, StunMethod.ChannelBind })
        {
            var reply = client.Request(method);
            reply.Code.ShouldBe(441);
            reply.Message.VerifyIntegrity(client.Key).ShouldBeTrue();
        }
        client.Allocate().Code.ShouldBe(437);
        _server.Events.Refused.ShouldContain((StunMethod.Refresh, 441, "mallory"));
    }

    [Fact]
    public void A_request_that_has_both_integrities_is_held_to_the_stronger_one()
    {
        var client = _server.Client();
        client.Allocated();
        var nonce = client.Nonce;
        TurnReply Both(byte[] key256) => client.Plain(StunMethod.Refresh, (ref StunWriter writer) =>
        {
            writer.AddBytes(StunAttributeType.Username, Encoding.UTF8.GetBytes(client.Username));
            writer.AddBytes(StunAttributeType.Realm, "peercall"u8);
            writer.AddBytes(StunAttributeType.Nonce, nonce);
            writer.AddIntegrity(client.Key);
            writer.AddIntegritySha256(key256);
        }).ShouldNotBeNull();
        Both(client.Key).Succeeded.ShouldBeTrue();
        Both([1, 2, 3]).Code.ShouldBe(401);
    }
}

using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class BindingTests
{
    private readonly VirtualServer _server = new();

    [Fact]
    public void A_client_is_told_its_address_in_1_6_times_the_bytes()
    {
        var client = _server.Client(address: "192.0.2.77:54321");
        var reply = client.Plain(StunMethod.Binding).ShouldNotBeNull();
        reply.Succeeded.ShouldBeTrue();
        reply.Get(StunAttributes.XorMappedAddress).ShouldBe(VirtualServer.At("192.0.2.77:54321"));
        reply.Bytes.Length.ShouldBe(32);
        reply.Message.HasFingerprint.ShouldBeFalse();
    }

    [Theory]
    [InlineData(ClientTransport.Udp)]
    [InlineData(ClientTransport.Tcp)]
    [InlineData(ClientTransport.Tls)]
    public void An_IPv6_client_too_over_every_transport(ClientTransport transport)
    {
        var client = _server.Client(address: "[2001:db8::77]:54321", transport: transport);
        client.Plain(StunMethod.Binding).ShouldNotBeNull().Get(StunAttributes.XorMappedAddress).ShouldBe(client.Tuple.Client);
    }

    [Fact]
    public void A_fingerprint_is_answered_with_a_fingerprint()
    {
        var client = _server.Client();
        client.UsesFingerprint = true;
        client.Plain(StunMethod.Binding).ShouldNotBeNull().Message.HasFingerprint.ShouldBeTrue();
    }

    [Fact]
    public void An_indication_is_not_answered_whatever_it_has()
    {
        var client = _server.Client();
        client.Plain(StunMethod.Binding, messageClass: StunClass.Indication).ShouldBeNull();
        client.Plain(StunMethod.Binding, static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0x7123, [1]), StunClass.Indication).ShouldBeNull();
    }

    [Fact]
    public void What_must_be_understood_and_is_not_is_listed()
    {
        var reply = _server.Client().Plain(StunMethod.Binding, static (ref StunWriter writer) =>
        {
            writer.AddBytes(StunAttributeType.ChangeRequest, [0, 0, 0, 6]);
            writer.AddBytes((StunAttributeType)0x7123, [1, 2, 3]);
            writer.AddBytes((StunAttributeType)0x7123, [1, 2, 3]);
            writer.AddBytes((StunAttributeType)0xC001, [1]);
        }).ShouldNotBeNull();
        reply.Code.ShouldBe(420);
        reply.GetBytes(StunAttributeType.UnknownAttributes).ShouldBe([0x00, 0x03, 0x71, 0x23]);
    }

    [Fact]
    public void Credentials_are_not_looked_at()
    {
        var client = _server.Client();
        client.Nonce = [1, 2, 3];
        client.Request(StunMethod.Binding).Succeeded.ShouldBeTrue();
    }
}

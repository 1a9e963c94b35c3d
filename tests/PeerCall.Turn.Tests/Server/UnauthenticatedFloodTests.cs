using PeerCall.Measuring;
using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class UnauthenticatedFloodTests
{
    private readonly VirtualServer _server = new();

    [Theory]
    [InlineData("192.0.2.5:{0}")]
    [InlineData("[2001:db8:1:2::{0:x}]:7")]
    public void An_address_is_told_so_many_errors_a_second_whatever_its_ports(string form)
    {
        Told(form, 1000).ShouldBe(200, "twice as many at once");
        _server.PassSeconds(1);
        Told(form, 1000).ShouldBe(100);
        _server.Events.Drops[TurnDrop.RateLimited].ShouldBe(1700);
        _server.Client(address: "[2001:db8:1:3::1]:7").Plain(StunMethod.Allocate).ShouldNotBeNull("another address has its own");
    }

    [Fact]
    public void An_IPv4_address_is_the_same_in_its_mapped_form()
    {
        Told("[::ffff:192.0.2.5]:{0}", 1000).ShouldBe(200);
        Told("192.0.2.5:{0}", 100).ShouldBe(0);
        Told("[::ffff:192.0.2.6]:{0}", 100).ShouldBe(100);
    }

    [Fact]
    public void Who_shows_credentials_is_served_while_her_address_is_used_up()
    {
        var client = _server.Client(address: "192.0.2.5:1");
        client.Allocated();
        Told("192.0.2.5:{0}", 1000);
        client.Plain(StunMethod.Allocate).ShouldBeNull();
        client.Refresh().Succeeded.ShouldBeTrue();
        client.CreatePermission().Code.ShouldBe(400, "her errors are hers");
        client.Plain(StunMethod.Binding).ShouldNotBeNull();
    }

    [Fact]
    public void Who_forges_an_address_over_UDP_takes_nothing_from_its_owner_over_a_connection()
    {
        Told("192.0.2.5:{0}", 300).ShouldBe(200);
        foreach (var transport in new[] { ClientTransport.Tcp, ClientTransport.Tls })
            _server.Client(address: "192.0.2.5:9", transport: transport).Allocate().Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Over_connections_too_an_address_is_told_so_many_errors()
    {
        Enumerable.Range(1, 300).Count(port => _server.Client(address: $"192.0.2.5:{port}", transport: port % 2 == 0 ? ClientTransport.Tcp : ClientTransport.Tls)
            .Plain(StunMethod.Allocate) is not null).ShouldBe(200);
    }

    [Fact]
    public void Many_addresses_at_once_neither_grow_the_table_nor_free_one_that_is_used_up()
    {
        Told("192.0.2.5:{0}", 200).ShouldBe(200);
        for (var i = 0; i < 50_000; i++)
        {
            var address = TransportAddress.FromIPv4(0x0A000000u + (uint)i, 1);
            _server.Shared.UnauthenticatedErrors.TryTake(in address).ShouldBeTrue();
        }
        Told("192.0.2.5:{0}", 100).ShouldBe(0);
    }

    [Fact]
    public void An_unauthenticated_request_allocates_nothing()
    {
        _server.Events.Keeps = false;
        var honest = _server.Client();
        honest.Allocate();
        var wrongPassword = honest.Signed(StunMethod.Refresh).ToArray();
        wrongPassword[^1] ^= 1;
        var client = _server.Client();
        var messages = new[]
        {
            Written(StunMethod.Allocate, static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17)),
            Written(StunMethod.Binding, static (ref StunWriter _) => { }),
            Written(StunMethod.Binding, static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0x7001, [1])),
            Written(StunMethod.Refresh, static (ref StunWriter writer) => writer.AddIntegrity([1])),
            Written(StunMethod.Allocate, (ref StunWriter writer) => client.AddCredentials(ref writer)),
            wrongPassword,
            [1, 2, 3],
            [0x40, 0, 0, 1, 1],
        };
        var path = new SilentPath();
        var now = _server.Now;
        Flood(100);
        _server.PassSeconds(10);
        AllocatedBytes.Least(() => Flood(400)).ShouldBe(0);
        path.Sent.ShouldBeGreaterThan(2_000);
        _server.Events.Drops[TurnDrop.RateLimited].ShouldBeGreaterThan(0);

        void Flood(int times)
        {
            for (var i = 0; i < times; i++)
            {
                foreach (var message in messages)
                    _server.Server.ReceiveFromClient(honest.Tuple, path, message, now);
            }
        }
    }

    [Fact]
    public void Twenty_thousand_strangers_leave_the_memory_flat_and_are_answered_within_the_cap()
    {
        _server.Events.Keeps = false;
        var message = Written(StunMethod.Allocate, static (ref StunWriter writer) => writer.Add(StunAttributes.RequestedTransport, (byte)17));
        var path = new SilentPath();
        // What the process makes for the first stranger of all, who may be these, is not theirs.
        Come(0xC0000206, 300, new SilentPath());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Come(0xC0000205, 20_000, path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
        path.Sent.ShouldBe(200);
        _server.Client(address: "192.0.2.99:1").Allocate().Succeeded.ShouldBeTrue();

        void Come(uint address, int strangers, SilentPath answers)
        {
            for (var i = 0; i < strangers; i++)
            {
                var stranger = new FiveTuple(ClientTransport.Udp, TransportAddress.FromIPv4(address, 10_000 + i), VirtualServer.ServerAddress);
                _server.Server.ReceiveFromClient(in stranger, answers, message, _server.Now);
            }
        }
    }

    private static byte[] Written(StunMethod method, RequestAttributes attributes)
    {
        var buffer = new byte[1024];
        var writer = new StunWriter(buffer, method, StunClass.Request, TransactionId.Random());
        attributes(ref writer);
        return writer.Written.ToArray();
    }

    private int Told(string form, int times) => Enumerable.Range(1, times).Count(i =>
        _server.Client(address: string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i)).Plain(StunMethod.Allocate) is not null);
}

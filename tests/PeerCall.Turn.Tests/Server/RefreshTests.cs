using PeerCall.Stun;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Server;

public sealed class RefreshTests
{
    private readonly VirtualServer _server = new();

    [Fact]
    public void Without_an_allocation_there_is_nothing_to_refresh()
    {
        _server.Client().Refresh().Code.ShouldBe(437);
        _server.Client().Refresh(0).Code.ShouldBe(437);
    }

    [Theory]
    [InlineData(null, 600)]
    [InlineData(1u, 600)]
    [InlineData(3599u, 3599)]
    [InlineData(uint.MaxValue, 3600)]
    public void It_counts_from_now_and_is_clamped(uint? asked, uint given)
    {
        var client = _server.Client();
        client.Allocated();
        _server.PassSeconds(300);
        client.Refresh(asked).Get(StunAttributes.Lifetime).ShouldBe(given);
        _server.PassSeconds(given - 0.001);
        _server.Server.HasAllocation(client.Tuple).ShouldBeTrue();
        _server.PassSeconds(0.001);
        _server.Server.HasAllocation(client.Tuple).ShouldBeFalse();
    }

    [Fact]
    public void It_can_make_a_life_shorter()
    {
        var client = _server.Client();
        client.Allocated(static (ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, 3600u));
        client.Refresh(600);
        _server.PassSeconds(600);
        _server.Server.HasAllocation(client.Tuple).ShouldBeFalse();
    }

    [Fact]
    public void Zero_ends_it_at_once_and_the_port_can_be_had_again()
    {
        var server = new VirtualServer(static options => options with { FirstRelayPort = 50_000, LastRelayPort = 50_000 });
        var client = server.Client();
        var relayed = client.Allocated();
        var socket = server.Socket(relayed);
        server.PassSeconds(7);
        client.Refresh(0).Get(StunAttributes.Lifetime).ShouldBe(0u);
        socket.IsClosed.ShouldBeTrue();
        socket.Allocation.ShouldBeNull();
        server.Events.Ended.Single().Reason.ShouldBe(AllocationEnd.Released);
        server.Events.Ended.Single().Duration.ShouldBe(TimeSpan.FromSeconds(7));
        server.Client().Allocated().ShouldBe(relayed);
        client.Refresh(0).Code.ShouldBe(437, "which a client takes for a success when it repeats itself");
    }

    [Fact]
    public void A_repeated_request_is_answered_alike()
    {
        var client = _server.Client();
        client.Allocated();
        var message = client.Signed(StunMethod.Refresh).ToArray();
        var first = client.Exchange(message).Single();
        client.Exchange(message).Single().ShouldBe(first);
    }

    [Fact]
    public void Illegible_attributes_and_unknown_families_are_refused()
    {
        var client = _server.Client();
        client.Allocated();
        client.Request(StunMethod.Refresh, static (ref StunWriter writer) => writer.AddBytes(StunAttributeType.Lifetime, [1])).Code.ShouldBe(400);
        client.Request(StunMethod.Refresh, static (ref StunWriter writer) => writer.AddBytes(StunAttributeType.RequestedAddressFamily, [1])).Code.ShouldBe(400);
        client.Refresh(600, 2).Code.ShouldBe(443);
        client.Refresh(600, 9).Code.ShouldBe(443);
        client.Request(StunMethod.Refresh, static (ref StunWriter writer) => writer.AddBytes((StunAttributeType)0x0066, [1])).Code.ShouldBe(420);
    }

    [Fact]
    public void Many_allocations_end_each_at_its_time()
    {
        var random = new Random(3);
        var ends = new SortedDictionary<double, ScriptedClient>();
        for (var i = 0; i < 200; i++)
        {
            var client = _server.Client($"user{i}");
            var asked = (uint)random.Next(600, 3600);
            client.Allocated((ref StunWriter writer) => writer.Add(StunAttributes.Lifetime, asked));
            if (random.Next(3) == 0)
                client.Refresh(asked = (uint)random.Next(600, 3600));
            else if (random.Next(3) == 0)
                client.CreatePermission(VirtualServer.Peer);
            if (random.Next(5) == 0)
            {
                client.Refresh(0);
                continue;
            }
            ends.Add(asked + (i / 1000.0), client);
            _server.PassSeconds(0.001);
        }
        var start = _server.Now - TimeSpan.FromSeconds(0.001 * ends.Count);
        foreach (var (_, client) in ends)
        {
            _server.Events.Ended.Clear();
            while (_server.Events.Ended.Count == 0)
            {
                _server.Server.Deadline.ShouldBeLessThan(TimeSpan.MaxValue);
                _server.Pass(_server.Server.Deadline - _server.Now);
            }
            _server.Server.HasAllocation(client.Tuple).ShouldBeFalse();
        }
        (_server.Now - start).ShouldBeLessThan(TimeSpan.FromSeconds(3601));
        _server.Server.Count.ShouldBe(0);
        _server.Server.Deadline.ShouldBe(TimeSpan.MaxValue);
    }
}

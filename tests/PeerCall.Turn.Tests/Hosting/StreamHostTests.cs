using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Framing;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Hosting;

/// <summary>TCP and TLS clients of a hosted server: its loops and relay sockets are real, the clients' connections are pipes and idle time is virtual.</summary>
public sealed class StreamHostTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimerClock _clock = new();
    private TurnServerHost _host = null!;

    public async Task InitializeAsync() => _host = await TurnServerHost.StartAsync(
        new TurnServerHostOptions
        {
            Server = new TurnServerOptions
            {
                PublicIPv4 = IPAddress.Loopback,
                FirstRelayPort = 23400,
                LastRelayPort = 23599,
                Users = new Dictionary<string, string>(StringComparer.Ordinal) { ["alice"] = "wonderland" },
                AllowedPeers = [IPNetwork.Parse("127.0.0.0/8")],
                BandwidthPerAllocation = 0,
            },
            Shards = 1,
            Streams = new StreamLimits { SendQueueBytes = 16 * 1024 },
        },
        _clock,
        new NoEvents());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Without_an_allocation_a_connection_is_closed_after_15_seconds_whatever_it_says()
    {
        await using var client = new PipeClient(_host, 1);
        await client.RequestAsync(StunMethod.Binding);
        _clock.Advance(TimeSpan.FromSeconds(14));
        await client.RequestAsync(StunMethod.Binding);
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await client.Ended.WaitAsync(Patience)).ShouldBe(StreamEnd.Idle);
    }

    [Fact]
    public async Task With_one_it_stays_and_after_it_it_goes()
    {
        await using var client = new PipeClient(_host, 2);
        await client.AllocateAsync();
        _clock.Advance(TimeSpan.FromSeconds(100));
        await client.RequestAsync(StunMethod.Binding);
        await client.ReleaseAsync();
        _clock.Advance(TimeSpan.FromSeconds(16));
        (await client.Ended.WaitAsync(Patience)).ShouldBe(StreamEnd.Idle);
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_packets_and_delays_nobody()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var peerAddress = TransportAddress.From((IPEndPoint)peer.Client.LocalEndPoint!);
        await using var slow = new PipeClient(_host, 3, capacity: 2048);
        await using var other = new PipeClient(_host, 5);
        var relayed = await slow.AllocateAsync();
        await slow.BindAsync(peerAddress);
        var otherRelayed = await other.AllocateAsync();
        await other.BindAsync(peerAddress);

        // Nothing reads from the slow one any more.
        for (var i = 0; i < 100; i++)
        {
            await peer.SendAsync(new byte[1000], relayed.ToIPEndPoint());
            await peer.SendAsync(new byte[] { (byte)i }, otherRelayed.ToIPEndPoint());
            (await other.ReceiveDataAsync()).ShouldBe([(byte)i]);
        }
        await slow.CloseAsync();
        await slow.Ended.WaitAsync(Patience);
        _host.StreamDrops.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Channel_data_is_padded_with_zeros()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var client = new PipeClient(_host, 6);
        var relayed = await client.AllocateAsync();
        await client.BindAsync(TransportAddress.From((IPEndPoint)peer.Client.LocalEndPoint!));
        for (var length = 1; length <= 5; length++)
        {
            await peer.SendAsync(Enumerable.Repeat((byte)0xFF, length).ToArray(), relayed.ToIPEndPoint());
            var bytes = await client.ReceiveBytesAsync(4 + length + ChannelData.Padding(length));
            bytes[4..(4 + length)].ShouldAllBe(static one => one == 0xFF);
            bytes[(4 + length)..].ShouldAllBe(static one => one == 0);
        }
    }

    [Fact]
    public async Task A_long_message_before_an_allocation_is_refused_and_after_one_it_is_relayed()
    {
        await using (var stranger = new PipeClient(_host, 7))
        {
            await stranger.SendAsync(new byte[] { 0x00, 0x03, 0x7F, 0xFC });
            (await stranger.Ended.WaitAsync(Patience)).ShouldBe(StreamEnd.Broken);
        }
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var client = new PipeClient(_host, 8);
        await client.AllocateAsync();
        await client.BindAsync(TransportAddress.From((IPEndPoint)peer.Client.LocalEndPoint!));
        var data = new byte[60_000];
        data.AsSpan().Fill(7);
        var frame = new byte[4 + data.Length];
        ChannelData.WriteHeader(frame, 0x4000, data.Length);
        data.CopyTo(frame, 4);
        // Behind an IPv4 header this is more than loopback's frame: the system fragments it.
        await client.SendAsync(frame);
        (await peer.ReceiveAsync().WaitAsync(Patience)).Buffer.ShouldBe(data);
    }

    [Fact]
    public async Task When_the_client_goes_its_allocation_goes()
    {
        var client = new PipeClient(_host, 9);
        await client.AllocateAsync();
        _host.Allocations.ShouldBe(1);
        await client.CloseAsync();
        (await client.Ended.WaitAsync(Patience)).ShouldBe(StreamEnd.Closed);
        _host.Allocations.ShouldBe(0);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task When_the_host_stops_its_connections_end()
    {
        await using var client = new PipeClient(_host, 10);
        await client.AllocateAsync();
        await _host.DisposeAsync();
        (await client.Ended.WaitAsync(Patience)).ShouldBe(StreamEnd.Lost);
        await using var late = new PipeClient(_host, 11);
        (await late.Ended.WaitAsync(Patience)).ShouldBe(StreamEnd.Lost);
    }

    private sealed class NoEvents : ITurnServerEvents
    {
        public void AllocationMade(AllocationFacts allocation, ITrafficCounters counters)
        {
        }

        public void AllocationEnded(AllocationFacts allocation, AllocationEnd reason, RelayedTraffic traffic, TimeSpan duration)
        {
        }

        public void RequestRefused(StunMethod method, int code, in FiveTuple client, string? user)
        {
        }

        public void PeerDenied(AllocationFacts allocation, in TransportAddress peer, PeerAddressVerdict verdict, bool isProven)
        {
        }

        public void Dropped(TurnDrop cause)
        {
        }
    }
}

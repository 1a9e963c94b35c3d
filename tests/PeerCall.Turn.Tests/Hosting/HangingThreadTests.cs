using System.Net;
using System.Net.Sockets;
using PeerCall.Stun;
using PeerCall.Turn.Hosting;
using PeerCall.Turn.Server;

namespace PeerCall.Turn.Tests.Hosting;

/// <summary>A relay thread that hangs is seen from outside, without waiting for it.</summary>
public sealed class HangingThreadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_of_several_is_enough_to_be_silent_and_it_is_over_when_it_goes_on()
    {
        using var events = new Hanging();
        await using var host = await TurnServerHost.StartAsync(
            new TurnServerHostOptions { Server = new TurnServerOptions { PublicIPv4 = IPAddress.Loopback }, ListenAddresses = [IPAddress.Loopback], Port = 0, Shards = 2 },
            TimeProvider.System,
            events);
        SpinWait.SpinUntil(() => host.Silence < TimeSpan.FromSeconds(1), Limit).ShouldBeTrue("an idle host turns");

        using var client = new UdpClient(AddressFamily.InterNetwork);
        await client.SendAsync(new byte[] { 0xFF }, host.Addresses[0]);
        SpinWait.SpinUntil(() => host.Silence > TimeSpan.FromSeconds(2.5), Limit).ShouldBeTrue("two beats are missed");

        events.GoOn.Set();
        SpinWait.SpinUntil(() => host.Silence < TimeSpan.FromSeconds(1), Limit).ShouldBeTrue("it goes on");
    }

    /// <summary>Hangs at what is dropped.</summary>
    private sealed class Hanging : ITurnServerEvents, IDisposable
    {
        public ManualResetEventSlim GoOn { get; } = new();

        public void Dropped(TurnDrop cause) => GoOn.Wait(Limit);

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

        public void Dispose() => GoOn.Dispose();
    }
}

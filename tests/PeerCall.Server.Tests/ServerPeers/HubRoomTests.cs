using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PeerCall.Server.ServerPeers;
using PeerCall.Server.ServerPeers.Hub;

namespace PeerCall.Server.Tests.ServerPeers;

/// <summary>Who sends to a hub, and waits for whom, in virtual time.</summary>
public sealed class HubRoomTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly byte[] Data = new byte[60_000];

    private readonly FakeTimeProvider _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HubRoom _room;

    public HubRoomTests() => _room = new HubRoom(new ServerPeerMetrics(_services.GetRequiredService<IMeterFactory>()), _clock);

    [Fact]
    public async Task Senders_wait_for_a_receiver_that_is_slow_and_go_on_in_the_order_of_their_coming()
    {
        var slow = new Slow();
        var receiver = _room.Add(slow);
        await FillAsync(receiver);
        var witness = new Witness();
        _room.Add(witness);

        var first = SendAsync("first").AsTask();
        var second = SendAsync("second").AsTask();
        first.IsCompleted.ShouldBeFalse();
        second.IsCompleted.ShouldBeFalse();
        while (receiver.Waiting > HubLimits.LowWater)
        {
            _room.TryTake(receiver, out _).ShouldBeTrue();
            _room.Sent(receiver);
        }

        await Task.WhenAll(first, second).WaitAsync(Limit);
        witness.Senders.ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task Nobody_waits_for_longer_than_a_second_for_one_that_takes_nothing()
    {
        await FillAsync(_room.Add(new Slow()));
        var sending = SendAsync("sender").AsTask();
        _clock.Advance(HubLimits.StallTime - TimeSpan.FromMilliseconds(1));
        sending.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await sending.WaitAsync(Limit);
        SendAsync("sender").AsTask().IsCompleted.ShouldBeTrue("nor again");
    }

    [Fact]
    public async Task Nobody_waits_for_one_that_has_left()
    {
        var receiver = _room.Add(new Slow());
        await FillAsync(receiver);
        var sending = SendAsync("sender").AsTask();
        sending.IsCompleted.ShouldBeFalse();
        _room.Remove(receiver);
        await sending.WaitAsync(Limit);
    }

    [Fact]
    public async Task Who_gives_up_waiting_sends_nothing_and_lets_the_next_one_through()
    {
        var receiver = _room.Add(new Slow());
        await FillAsync(receiver);
        var witness = new Witness();
        _room.Add(witness);
        using var gone = new CancellationTokenSource();
        var first = _room.PublishAsync("first", Data, isText: false, gone.Token).AsTask();
        var second = SendAsync("second").AsTask();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        _room.Remove(receiver);
        await second.WaitAsync(Limit);
        witness.Senders.ShouldBe(["second"]);
    }

    public void Dispose()
    {
        _room.Dispose();
        _services.Dispose();
    }

    private async Task FillAsync(HubReceiver receiver)
    {
        while (receiver.Waiting <= HubLimits.HighWater)
            await SendAsync("abcdefgh");
    }

    private ValueTask SendAsync(string from) => _room.PublishAsync(from, Data, isText: false, CancellationToken.None);

    private sealed class Slow : IHubOutput
    {
        public bool TrySend(in HubFrame frame) => false;

        public void Wake()
        {
            // It is taken from by hand.
        }

        public void Behind() => throw new InvalidOperationException("It is not that far.");
    }

    private sealed class Witness : IHubOutput
    {
        public List<string> Senders { get; } = [];

        public bool TrySend(in HubFrame frame)
        {
            Senders.Add(System.Text.Encoding.ASCII.GetString(frame.Bytes.Span.Slice(9, frame.Bytes.Span[8])));
            return true;
        }

        public void Wake() => throw new NotSupportedException();

        public void Behind() => throw new NotSupportedException();
    }
}

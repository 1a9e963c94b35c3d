using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Tests.Rooms;

namespace PeerCall.Peer.Tests.ServerPeers;

/// <summary>A participant with its channel of the room's hub.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly IAsyncEnumerator<PeerCallEvent> _events;

    private Subscriber(PeerCallClient client, IAsyncEnumerator<PeerCallEvent> events, IPeerChannel channel)
    {
        Client = client;
        _events = events;
        Channel = channel;
    }

    public PeerCallClient Client { get; }

    /// <summary>The newest one.</summary>
    public IPeerChannel Channel { get; private set; }

    public string Id => Client.OwnId!;

    public static async Task<Subscriber> JoinAsync(LiveServer server, string name)
    {
        var client = new PeerCallClient(server.Options(name));
        var events = client.Events();
        await client.JoinAsync();
        return new Subscriber(client, events, await NextAsync(events));
    }

    /// <summary>Waits for another channel of the hub.</summary>
    public async Task ReopenAsync() => Channel = await NextAsync(_events);

    /// <summary>The next message: its number, whom from, and its text; null for binary data.</summary>
    public async Task<HubMessage> ReceiveAsync()
    {
        using var message = await Channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        var data = message.Data.Span;
        if (!message.IsText)
            return new HubMessage(BinaryPrimitives.ReadInt64BigEndian(data), Encoding.ASCII.GetString(data.Slice(9, data[8])), null, data.Length - 9 - data[8]);
        using var json = JsonDocument.Parse(message.Data);
        return new HubMessage(
            json.RootElement.GetProperty("seq").GetInt64(), json.RootElement.GetProperty("from").GetString()!, json.RootElement.GetProperty("text").GetString(), 0);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _events.DisposeAsync();
    }

    private static async Task<IPeerChannel> NextAsync(IAsyncEnumerator<PeerCallEvent> events)
    {
        var opened = await events.NextAsync<ChannelOpened>(static opened => opened.Channel.Label == PeerChannels.Hub);
        opened.Channel.Protocol.ShouldBe(PeerChannels.HubProtocol);
        return opened.Channel;
    }
}

/// <summary>What a hub brings.</summary>
internal sealed record HubMessage(long Seq, string From, string? Text, int Bytes);

using System.Buffers.Binary;
using PeerCall.Peer.Engine;
using PeerCall.Peer.Tests.Rooms;
using PeerCall.Sctp;
using PeerCall.Signaling.Messages;

namespace PeerCall.Peer.Tests.ServerPeers;

/// <summary><c>echo</c> of a real server, seen by a participant.</summary>
public sealed class EchoTests
{
    private const string InLab = "--Peers:Rooms:lab=echo";

    [Fact]
    public async Task Texts_and_messages_come_back_as_what_they_were()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;
        echo.Info.Kind.ShouldBe(PeerKind.Server);
        echo.Info.Role.ShouldBe(PeerRole.Participant);
        echo.Name.ShouldBe("Echo");
        alice.Role.ShouldBe(PeerRole.Host);

        await alice.SendChatAsync("one");
        await alice.SendChatAsync("two");
        (await events.NextAsync<ChatReceived>()).Text.ShouldBe("one");
        (await events.NextAsync<ChatReceived>()).Text.ShouldBe("two");

        await using var channel = await echo.OpenChannelAsync("data").WaitAsync(EventsExtensions.Limit);
        await channel.SendAsync("Hello");
        await channel.SendAsync(new byte[] { 1, 2, 3 });
        await channel.SendAsync("");
        using var text = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        using var bytes = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        using var empty = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        (text.IsText, text.Text).ShouldBe((true, "Hello"));
        bytes.IsText.ShouldBeFalse();
        bytes.Data.ToArray().ShouldBe([1, 2, 3]);
        (empty.IsText, empty.Data.Length).ShouldBe((true, 0));
    }

    [Fact]
    public async Task More_than_any_window_takes_comes_back_in_order()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;
        await using var channel = await echo.OpenChannelAsync("data").WaitAsync(EventsExtensions.Limit);
        const int Count = 320;

        var sending = Task.Run(async () =>
        {
            var message = new byte[64 << 10];
            for (var i = 0; i < Count; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(message, i);
                await channel.SendAsync(message);
            }
        });
        for (var i = 0; i < Count; i++)
        {
            using var back = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
            back.Data.Length.ShouldBe(64 << 10);
            BinaryPrimitives.ReadInt32BigEndian(back.Data.Span).ShouldBe(i);
        }
        await sending;
    }

    [Fact]
    public async Task Reserved_channels_are_no_applications()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;
        var channel = await echo.OpenAsync(PeerChannels.Hub, new DataChannelOptions(), CancellationToken.None).WaitAsync(EventsExtensions.Limit);
        await channel.Closed.WaitAsync(EventsExtensions.Limit);
    }

    [Fact]
    public async Task A_file_comes_back_as_a_file()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;
        var content = new byte[3_000_001];
        new Random(5).NextBytes(content);
        using var source = new MemoryFileSource("song.ogg", content, "audio/ogg");

        await echo.SendFileAsync(source).WaitAsync(EventsExtensions.Limit);
        var offer = (await events.NextAsync<FileOffered>()).File;
        using var target = new MemoryStream();
        await offer.AcceptAsync(new StreamFileSink(target)).WaitAsync(EventsExtensions.Limit);

        offer.Name.ShouldBe("song.ogg");
        offer.MediaType.ShouldBe("audio/ogg");
        target.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_declined()
    {
        await using var server = await LiveServer.StartAsync(InLab);
        await using var alice = new PeerCallClient(server.Options("Alice"));
        await using var events = alice.Events();
        await alice.JoinAsync();
        var echo = (await events.NextAsync<PeerAppeared>()).Peer;
        using var source = new Endless((64L << 20) + 1);
        (await Should.ThrowAsync<PeerCallException>(() => echo.SendFileAsync(source).WaitAsync(EventsExtensions.Limit))).Code.ShouldBe(FileCodes.TooLarge);
    }

    private sealed class Endless(long size) : IFileSource
    {
        public string Name => "large.bin";

        public long Size => size;

        public string? MediaType => null;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) => ValueTask.FromResult(buffer.Length);

        public void Dispose()
        {
            // There is nothing.
        }
    }
}

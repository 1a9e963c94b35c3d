using System.Security.Cryptography;
using System.Text;
using PeerCall.Peer.Files;
using PeerCall.Peer.Tests.Rooms;

namespace PeerCall.Peer.Tests.Files;

/// <summary>Both ends of docs/protocol.md, section 11.1, over channels in memory.</summary>
public sealed class FileTransferTests : IDisposable
{
    private const string Transfer = "k3v9x0q2m7c4b8n1";
    private readonly string _folder = Directory.CreateTempSubdirectory("peercall-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FileBlocks.BlockBytes - 1)]
    [InlineData(FileBlocks.BlockBytes)]
    [InlineData(FileBlocks.BlockBytes + 1)]
    [InlineData(40 * FileBlocks.BlockBytes)]
    public async Task A_file_of_any_size_arrives_whole(int size)
    {
        var content = Content(size);
        var (near, far) = MemoryChannel.Pair();
        using var target = new MemoryStream();
        var progress = new List<FileProgress>();

        var sending = new FileSender(new MemoryFileSource("a", content), Transfer, new Immediately(progress)).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        (await new FileReceiver(new StreamFileSink(target), size, null).TryReceiveAsync(far, default).WaitAsync(EventsExtensions.Limit)).ShouldBeTrue();

        (await sending.WaitAsync(EventsExtensions.Limit)).ShouldBeTrue();
        target.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
        progress[^1].ShouldBe(new FileProgress(size, size));
    }

    [Fact]
    public async Task The_sender_is_never_more_than_the_window_ahead()
    {
        var size = 40 * FileBlocks.BlockBytes;
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new MemoryFileSource("a", Content(size)), Transfer, null).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        await far.SendAsync(new AcceptMessage(0).ToText());

        // Everything that comes is read, and nothing is confirmed.
        for (var blocks = 0; blocks < 16;)
        {
            using var message = await far.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
            blocks += message.IsText ? 1 : 0;
        }

        near.BytesSent.ShouldBe(FileChannel.WindowBytes);
        sending.IsCompleted.ShouldBeFalse();
        await far.SendAsync(new ProgressMessage(FileBlocks.BlockBytes).ToText());
        using var more = await far.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        more.IsText.ShouldBeFalse();
        far.Close();
        (await sending.WaitAsync(EventsExtensions.Limit)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_where_it_stopped_also_in_another_process()
    {
        var size = (5 * FileBlocks.BlockBytes) + 7;
        var content = Content(size);
        var offer = new OfferMessage(Transfer, "film.mp4", size);
        for (var attempt = 0; ; attempt++)
        {
            // Cut in the middle of the third block of each attempt; both ends know nothing of the attempt before but the part file.
            var (near, far) = MemoryChannel.Pair();
            var sent = 0L;
            near.OnSend = (data, isText) => isText || (sent += data.Length) <= 2.5 * FileBlocks.BlockBytes;
            var sender = new FileSender(new MemoryFileSource("film.mp4", content), Transfer, null);
            var sending = sender.TrySendAsync(near, default);
            await ReadOfferAsync(far);
            await using var sink = DirectoryFileSink.Open(_folder, Incoming(offer));
            var isWhole = await new FileReceiver(sink, size, null).TryReceiveAsync(far, default).WaitAsync(EventsExtensions.Limit);
            (await sending.WaitAsync(EventsExtensions.Limit)).ShouldBe(isWhole);
            if (!isWhole)
            {
                Directory.GetFiles(_folder).Single().ShouldEndWith(".part");
                continue;
            }
            attempt.ShouldBe(2);
            sink.CompletedPath.ShouldBe(Path.Combine(_folder, "film.mp4"));
            File.ReadAllBytes(sink.CompletedPath!).AsSpan().SequenceEqual(content).ShouldBeTrue();
            return;
        }
    }

    [Fact]
    public async Task A_file_is_never_overwritten()
    {
        File.WriteAllText(Path.Combine(_folder, "note.txt"), "mine");

        var path = await ReceiveAsync("note.txt", "theirs"u8.ToArray());

        path.ShouldBe(Path.Combine(_folder, "note (2).txt"));
        File.ReadAllText(Path.Combine(_folder, "note.txt")).ShouldBe("mine");
        File.ReadAllText(path).ShouldBe("theirs");
    }

    [Fact]
    public async Task A_part_of_another_file_is_found_out_and_not_kept()
    {
        var size = (2 * FileBlocks.BlockBytes) + 1;
        var offer = new OfferMessage(Transfer, "a", size);
        File.WriteAllBytes(Path.Combine(_folder, $".a.{Transfer}.part"), Content(FileBlocks.BlockBytes, seed: 99));
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new MemoryFileSource("a", Content(size)), Transfer, null).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        await using (var sink = DirectoryFileSink.Open(_folder, Incoming(offer)))
        {
            (await Should.ThrowAsync<PeerCallException>(() => new FileReceiver(sink, size, null).TryReceiveAsync(far, default))).Code.ShouldBe(FileCodes.Corrupt);
        }

        (await Should.ThrowAsync<PeerCallException>(() => sending)).Code.ShouldBe(FileCodes.Corrupt);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_block_that_was_changed_on_the_way_is_found_out()
    {
        var (near, far) = MemoryChannel.Pair();
        var receiving = ReceiveRawAsync(far, FileBlocks.BlockBytes);
        await near.SendAsync(new byte[FileBlocks.BlockBytes]);
        await near.SendAsync(new BlockMessage(Convert.ToHexStringLower(SHA256.HashData("other"u8))).ToText());

        (await Should.ThrowAsync<PeerCallException>(() => receiving)).Code.ShouldBe(FileCodes.Corrupt);
        (await LastAsync(near)).ShouldBe(new CancelMessage(FileCodes.Corrupt));
    }

    public static TheoryData<string[]> Unruly => new()
    {
        new[] { "binary 1048577" }, new[] { "binary 1048576", "binary 1" }, new[] { "block" }, new[] { "binary 5", "block" }, new[] { "end" }, new[] { "done" }, new[] { "offer" }, new[] { "nonsense" }, new[] { "huge" },
    };

    [Theory]
    [MemberData(nameof(Unruly))]
    public async Task A_sender_that_does_not_keep_to_the_protocol_is_cancelled(string[] messages)
    {
        var (near, far) = MemoryChannel.Pair();
        var receiving = ReceiveRawAsync(far, 2 * FileBlocks.BlockBytes);
        foreach (var message in messages)
        {
            if (far.Closed.IsCompleted)
                break;
            if (message.StartsWith("binary", StringComparison.Ordinal))
                await near.SendAsync(new byte[int.Parse(message[7..], System.Globalization.CultureInfo.InvariantCulture)]);
            else
                await near.SendAsync(Text(message));
        }

        (await Should.ThrowAsync<PeerCallException>(() => receiving)).Code.ShouldBe(FileCodes.Invalid);
        (await LastAsync(near)).ShouldBe(new CancelMessage(FileCodes.Invalid));
    }

    [Theory]
    [InlineData("""{"type":"accept","offset":5}""")]
    [InlineData("""{"type":"accept","offset":99999999}""")]
    [InlineData("""{"type":"progress","received":1}""")]
    [InlineData("""{"type":"done"}""")]
    [InlineData("""{"type":"end","hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}""")]
    [InlineData("garbage")]
    public async Task A_receiver_that_does_not_keep_to_the_protocol_is_cancelled(string answer)
    {
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new MemoryFileSource("a", Content(3 * FileBlocks.BlockBytes)), Transfer, null).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        await far.SendAsync(answer);

        (await Should.ThrowAsync<PeerCallException>(() => sending.WaitAsync(EventsExtensions.Limit))).Code.ShouldBe(FileCodes.Invalid);
    }

    [Theory]
    [InlineData("""{"type":"decline","code":"too-large"}""", FileCodes.TooLarge)]
    [InlineData("""{"type":"cancel","code":"cancelled"}""", FileCodes.Cancelled)]
    public async Task A_refusal_tells_its_code(string answer, string code)
    {
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new MemoryFileSource("a", Content(9)), Transfer, null).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        await far.SendAsync(answer);

        (await Should.ThrowAsync<PeerCallException>(() => sending.WaitAsync(EventsExtensions.Limit))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Who_stops_sending_tells_the_receiver()
    {
        using var stop = new CancellationTokenSource();
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new MemoryFileSource("a", Content(9)), Transfer, null).TrySendAsync(near, stop.Token);
        await ReadOfferAsync(far);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        (await LastAsync(far)).ShouldBe(new CancelMessage(FileCodes.Cancelled));
    }

    [Fact]
    public async Task A_file_that_became_shorter_is_said_so()
    {
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new Shrinking(), Transfer, null).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        await far.SendAsync(new AcceptMessage(0).ToText());

        (await Should.ThrowAsync<PeerCallException>(() => sending)).Code.ShouldBe(FileCodes.ReadFailed);
        (await LastAsync(far)).ShouldBe(new CancelMessage(FileCodes.ReadFailed));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Windows\\evil.exe", "evil.exe")]
    [InlineData("..", null)]
    [InlineData("a/..", null)]
    [InlineData(" . ", null)]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("in\u202Evoice\u0000.pdf", "invoice.pdf")]
    [InlineData("a<b>|c?.txt", "abc.txt")]
    [InlineData("smörgåsbord 🍽.txt", "smörgåsbord 🍽.txt")]
    public void Names_of_strangers_become_names_of_files(string name, string? expected) => FileName.Clean(name).ShouldBe(expected);

    [Fact]
    public void A_long_name_is_cut() => Encoding.UTF8.GetByteCount(FileName.Clean(new string('ü', 255))!).ShouldBe(200);

    [Fact]
    public void Messages_of_the_fixtures_are_understood_and_the_refused_are_not()
    {
        foreach (var file in Directory.GetFiles(Fixtures.Folder("files"), "*.json"))
        {
            var text = File.ReadAllBytes(file);
            var message = FileMessage.Read(text);
            if (Path.GetFileName(file).StartsWith("refused.", StringComparison.Ordinal))
                message.ShouldBeNull(file);
            else
                message.ShouldNotBeNull(file).ToText().ShouldBe(Encoding.UTF8.GetString(text));
        }
    }

    private static byte[] Content(int size, int seed = 1)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static string Text(string kind) => kind switch
    {
        "block" => new BlockMessage(new string('0', 64)).ToText(),
        "end" => new EndMessage(new string('0', 64)).ToText(),
        "done" => new DoneMessage().ToText(),
        "offer" => new OfferMessage(Transfer, "a", 1).ToText(),
        "huge" => new string(' ', FileMessage.MaxBytes + 1),
        _ => kind,
    };

    private static async Task ReadOfferAsync(MemoryChannel channel)
    {
        using var offer = await channel.ReceiveAsync().AsTask().WaitAsync(EventsExtensions.Limit);
        FileMessage.Read(offer.Data.Span).ShouldBeOfType<OfferMessage>();
    }

    private static async Task<FileMessage?> LastAsync(MemoryChannel channel)
    {
        FileMessage? last = null;
        await foreach (var message in channel.ReadAllAsync())
            last = message.IsText ? FileMessage.Read(message.Data.Span) : null;
        return last;
    }

    /// <summary>A receiver that has accepted from the beginning.</summary>
    private static Task<bool> ReceiveRawAsync(MemoryChannel channel, long size) => new FileReceiver(new StreamFileSink(Stream.Null), size, null).TryReceiveAsync(channel, default).WaitAsync(EventsExtensions.Limit);

    private static IncomingFile Incoming(OfferMessage offer) => new(null!, offer, FileName.Clean(offer.Name)!, TimeProvider.System);

    private async Task<string> ReceiveAsync(string name, byte[] content)
    {
        var (near, far) = MemoryChannel.Pair();
        var sending = new FileSender(new MemoryFileSource(name, content), Transfer, null).TrySendAsync(near, default);
        await ReadOfferAsync(far);
        await using var sink = DirectoryFileSink.Open(_folder, Incoming(new OfferMessage(Transfer, name, content.Length)));
        (await new FileReceiver(sink, content.Length, null).TryReceiveAsync(far, default)).ShouldBeTrue();
        await sending;
        return sink.CompletedPath!;
    }

    private sealed class Immediately(List<FileProgress> all) : IProgress<FileProgress>
    {
        public void Report(FileProgress value)
        {
            lock (all)
                all.Add(value);
        }
    }

    private sealed class Shrinking : IFileSource
    {
        public string Name => "a";

        public long Size => 100;

        public string? MediaType => null;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) => ValueTask.FromResult(offset < 50 ? 50 : 0);

        public void Dispose()
        {
        }
    }
}

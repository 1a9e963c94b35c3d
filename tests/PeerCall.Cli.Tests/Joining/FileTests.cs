using System.Security.Cryptography;
using PeerCall.Cli.Tests.Harness;
using PeerCall.Peer;

namespace PeerCall.Cli.Tests.Joining;

/// <summary>Files, both ways.</summary>
public class FileTests
{
    [Fact]
    public async Task A_file_is_sent_from_one_command_to_another_and_is_the_same()
    {
        using var state = new StateFolder();
        using var folder = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        var source = Path.Combine(folder.Path, "what is sent.bin");
        await File.WriteAllBytesAsync(source, RandomNumberGenerator.GetBytes(5_000_001));
        var target = Path.Combine(folder.Path, "received");
        await using var receiver = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Alice", "--receive", target, "--json");
        await receiver.NextAsync("joined");

        await using var sender = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--send", source, "--json");
        var done = await receiver.NextAsync("file-done");
        var end = await sender.EndAsync();

        end.ExitCode.ShouldBe(0, end.Error);
        end.Output.ShouldContain("\"event\":\"file-progress\"");
        done.GetProperty("path").GetString().ShouldBe(Path.Combine(target, "what is sent.bin"));
        Hash(Path.Combine(target, "what is sent.bin")).ShouldBe(Hash(source));
    }

    [Fact]
    public async Task A_sender_that_is_killed_and_started_again_goes_on_where_it_stopped()
    {
        const long Block = 1 << 20;
        using var state = new StateFolder();
        using var folder = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        var source = Path.Combine(folder.Path, "large.bin");
        await File.WriteAllBytesAsync(source, RandomNumberGenerator.GetBytes((int)(96 * Block)));
        var target = Path.Combine(folder.Path, "received");
        await using var receiver = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Alice", "--receive", target, "--json");
        await receiver.NextAsync("joined");
        await using var first = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--send", source, "--json");
        var before = (await receiver.NextAsync("file-progress", static progress => progress.GetProperty("bytes").GetInt64() >= Block)).GetProperty("bytes").GetInt64();

        first.Signal(9);
        await first.EndAsync();
        await using var second = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--send", source, "--json");
        var progress = await second.NextAsync("file-progress");
        await receiver.NextAsync("file-done");

        progress.GetProperty("bytes").GetInt64().ShouldBeGreaterThanOrEqualTo(before);
        (await second.EndAsync()).ExitCode.ShouldBe(0);
        Hash(Path.Combine(target, "large.bin")).ShouldBe(Hash(source));
        Directory.GetFiles(target).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_name_cannot_leave_the_folder()
    {
        using var state = new StateFolder();
        using var folder = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var alice = server.Participant("Alice");
        await using var ofAlice = Events.Of(alice);
        await alice.JoinAsync();
        var target = Path.Combine(folder.Path, "in", "here");
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--receive", target, "--json");
        var bob = (await ofAlice.NextAsync<PeerAppeared>()).Peer;

        using var source = new MemoryFileSource("../../escaped.txt", "caught"u8.ToArray());
        await bob.SendFileAsync(source).WaitAsync(PeerCallProcess.Limit);

        (await peercall.NextAsync("file-done")).GetProperty("path").GetString().ShouldBe(Path.Combine(target, "escaped.txt"));
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBe([Path.Combine(target, "escaped.txt")]);
    }

    [Fact]
    public async Task A_peer_that_announces_a_terabyte_is_declined_and_nothing_is_written()
    {
        using var state = new StateFolder();
        using var folder = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        await using var mallory = server.Participant("Mallory");
        await using var ofMallory = Events.Of(mallory);
        await mallory.JoinAsync();
        await using var peercall = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--receive", folder.Path, "--json");
        var bob = (await ofMallory.NextAsync<PeerAppeared>()).Peer;

        using var source = new Endless();
        var fault = await Should.ThrowAsync<PeerCallException>(() => bob.SendFileAsync(source).WaitAsync(PeerCallProcess.Limit));
        using var small = new MemoryFileSource("small.txt", "still here"u8.ToArray());
        await bob.SendFileAsync(small).WaitAsync(PeerCallProcess.Limit);

        fault.Code.ShouldBe(FileCodes.TooLarge);
        source.WasRead.ShouldBeFalse();
        (await peercall.NextAsync("file-failed")).GetProperty("code").GetString().ShouldBe(FileCodes.TooLarge);
        await peercall.NextAsync("file-done");
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).ShouldBe(["small.txt"]);
    }

    [Fact]
    public async Task Who_declines_makes_the_sender_end_with_8()
    {
        using var state = new StateFolder();
        using var folder = new StateFolder();
        await using var server = await LiveServer.StartAsync();
        var source = Path.Combine(folder.Path, "unwanted.bin");
        await File.WriteAllBytesAsync(source, new byte[10]);
        await using var receiver = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Alice", "--json");
        await receiver.NextAsync("joined");

        await using var sender = PeerCallProcess.Start(state, "join", server.Link(), "--name", "Bob", "--send", source);
        var end = await sender.EndAsync();

        end.ExitCode.ShouldBe(8);
        end.Error.ShouldContain("(declined)");
        end.Output.ShouldContain("unwanted.bin");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_before_anything_is_done()
    {
        var (exitCode, output, error) = await PeerCallProcess.RunAsync("join", "http://127.0.0.1:1/r/lab", "--send", "/nowhere/at all");

        exitCode.ShouldBe(8);
        output.ShouldBeEmpty();
        error.ShouldContain("/nowhere/at all");
        error.TrimEnd().ShouldNotContain('\n');
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private sealed class Endless : IFileSource
    {
        public string Name => "endless.bin";

        public long Size => 1L << 40;

        public string? MediaType => null;

        public bool WasRead { get; private set; }

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
        {
            WasRead = true;
            return ValueTask.FromResult(buffer.Length);
        }

        public void Dispose()
        {
        }
    }
}

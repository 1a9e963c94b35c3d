using System.Text.Json;
using Microsoft.Extensions.Logging;
using PeerCall.Server.Links;
using PeerCall.Server.Tests.Web;
using PeerCall.Server.Tests.Web.Configuration;
using PeerCall.Server.Web;
using PeerCall.Signaling.Messages;

namespace PeerCall.Server.Tests.Links;

/// <summary>The files of links that have ended: a line each, a file a day, for as long as they are kept.</summary>
public sealed class LinkFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 31, 23, 59, 59, TimeSpan.Zero));
    private readonly LinksOptions _options = new() { KeepDays = 3 };
    private readonly CountingLogger _log = new();
    private readonly LinkFileQueue _queue;
    private readonly LinkFileWriter _writer;

    public LinkFileTests()
    {
        _queue = new LinkFileQueue(_options);
        _writer = new LinkFileWriter(_options, _queue, DataFolder.Open(OptionsBinderTests.Configuration(("Data", _folder.PathOf("data")))), _clock, _log);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_new_day_is_a_new_file_at_midnight_utc()
    {
        End("one");
        _clock.Advance(TimeSpan.FromSeconds(1));
        End("two");
        End("three");
        _writer.Write();

        Rooms("links-2026-03-31.jsonl").ShouldBe(["one"]);
        Rooms("links-2026-04-01.jsonl").ShouldBe(["two", "three"]);
    }

    [Fact]
    public void Folder_and_files_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        End("room");
        _writer.Write();

        File.GetUnixFileMode(_folder.PathOf("data/links")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(_folder.PathOf("data/links/links-2026-03-31.jsonl")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Files_that_are_too_old_are_deleted_and_nothing_else()
    {
        foreach (var name in new[] { "links-2026-03-28.jsonl", "links-2026-03-29.jsonl", "links-2026-03-30.jsonl", "links-notes.jsonl", "links-2026-01-01.jsonl.bak", "other.jsonl" })
            _folder.Write("data/links/" + name, "");
        _writer.Sweep();
        Files().ShouldBe(["links-2026-01-01.jsonl.bak", "links-2026-03-29.jsonl", "links-2026-03-30.jsonl", "links-notes.jsonl", "other.jsonl"]);

        _clock.Advance(TimeSpan.FromHours(1));
        _writer.Sweep();
        Files().ShouldNotContain("links-2026-03-29.jsonl");
        Files().ShouldContain("links-2026-03-30.jsonl");
    }

    [Fact]
    public void A_line_that_was_cut_off_does_not_spoil_the_next()
    {
        _folder.Write("data/links/links-2026-03-31.jsonl", "{\"room\":\"cut");
        End("room");
        _writer.Write();

        File.ReadAllLines(_folder.PathOf("data/links/links-2026-03-31.jsonl"))[1].ShouldStartWith("{\"room\":\"room\"");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_lines_and_is_told_once_an_hour()
    {
        // Where the folder should be is a file: not even root can write into it.
        _folder.Write("data/links", "");
        for (var i = 0; i < 3; i++)
        {
            End("lost");
            _writer.Write();
        }

        _log.Lines.ShouldHaveSingleItem().ShouldStartWith("Lines about links that were not written: 1 ");
        _clock.Advance(TimeSpan.FromHours(1));
        _writer.Sweep();
        _log.Lines.Count.ShouldBe(2);
        _log.Lines[1].ShouldStartWith("Lines about links that were not written: 2 ");

        File.Delete(_folder.PathOf("data/links"));
        End("kept");
        _writer.Write();
        Rooms("links-2026-04-01.jsonl").ShouldBe(["kept"]);
    }

    [Fact]
    public void What_waits_for_a_slow_disk_is_bounded()
    {
        for (var i = 0; i < LinkFileQueue.Capacity + 5; i++)
            End("room");
        _queue.Lost.ShouldBe(5);
        _writer.Write();
        Rooms("links-2026-03-31.jsonl").Count.ShouldBe(LinkFileQueue.Capacity);
    }

    [Fact]
    public void Files_can_be_switched_off()
    {
        _options.File = false;
        End("room");
        _writer.Write();
        Directory.Exists(_folder.PathOf("data/links")).ShouldBeFalse();
    }

    private void End(string room) => _queue.Add(new LinkRecord
    {
        Room = room,
        One = new LinkHalf("aaaaaaaaaa", PeerKind.Browser, Report: null, Reports: 0, Turn: null),
        Other = new LinkHalf("bbbbbbbbbb", PeerKind.Headless, Report: null, Reports: 0, Turn: null),
        StartedAt = _clock.GetUtcNow() - TimeSpan.FromMinutes(5),
        EndedAt = _clock.GetUtcNow(),
        Reason = LeaveReason.Left,
    });

    private List<string> Rooms(string file)
    {
        var lines = File.ReadAllLines(_folder.PathOf("data/links/" + file));
        return [.. lines.Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("room").GetString()!)];
    }

    private List<string> Files() => [.. Directory.GetFiles(_folder.PathOf("data/links")).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private sealed class CountingLogger : ILogger<LinkFileWriter>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}

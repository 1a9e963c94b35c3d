using System.Buffers;
using System.Text.Json;
using PeerCall.Server.Web;

namespace PeerCall.Server.Links;

/// <summary>Writes a line for every link that has ended, and deletes the files that are too old. A disk that is full or slow costs lines, and nothing else.</summary>
internal sealed partial class LinkFileWriter : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);
    private const int MaxBatchBytes = 256 * 1024;

    private readonly LinksOptions _options;
    private readonly LinkFileQueue _queue;
    private readonly LinkFolder _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger<LinkFileWriter> _logger;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly Lock _gate = new();
    private DateOnly? _sweptOn;
    private long? _toldAt;

    /// <summary>Makes one for the data folder's <c>links</c>.</summary>
    public LinkFileWriter(LinksOptions options, LinkFileQueue queue, DataFolder data, TimeProvider clock, ILogger<LinkFileWriter> logger)
    {
        _options = options;
        _queue = queue;
        _folder = new LinkFolder(data.PathOf("links"));
        _clock = clock;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    /// <summary>Writes all that waits.</summary>
    internal void Write()
    {
        while (_queue.Waiting.TryPeek(out var record))
        {
            var day = DayOf(record);
            var count = 0;
            do
            {
                _queue.Waiting.TryRead(out _);
                AddLine(record);
                count++;
            }
            while (_lines.WrittenCount < MaxBatchBytes && _queue.Waiting.TryPeek(out record) && DayOf(record) == day);
            Append(day, count);
        }
    }

    /// <summary>What is due once an hour: tells of lost lines, and, on a new day, deletes old files.</summary>
    internal void Sweep()
    {
        TellLost();
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        if (_sweptOn == today)
            return;
        try
        {
            _folder.DeleteBefore(today.AddDays(1 - _options.KeepDays));
            _sweptOn = today;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(refused);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host's start does not wait for a disk.
        await Task.Yield();
        Guarded(Sweep);
        await using var sweeping = _clock.CreateTimer(_ => Guarded(Sweep), state: null, Round, Round);
        try
        {
            while (await _queue.Waiting.WaitToReadAsync(stoppingToken))
                Guarded(Write);
        }
        catch (OperationCanceledException)
        {
            Guarded(Write);
        }
    }

    private static DateOnly DayOf(LinkRecord record) => DateOnly.FromDateTime(record.EndedAt!.Value.UtcDateTime);

    private void AddLine(LinkRecord record)
    {
        using (var writer = new Utf8JsonWriter(_lines))
            LinkRecordJson.Write(writer, record);
        _lines.Write("\n"u8);
    }

    private void Append(DateOnly day, int count)
    {
        try
        {
            _folder.Append(day, _lines.WrittenSpan);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _queue.Lose(count);
            TellLost(refused);
        }
        _lines.ResetWrittenCount();
    }

    private void TellLost(Exception? why = null)
    {
        var now = _clock.GetTimestamp();
        if (_queue.Lost == 0 || (_toldAt is { } before && _clock.GetElapsedTime(before, now) < Round))
            return;
        _toldAt = now;
        LogLost(_queue.TakeLost(), why?.Message);
    }

    private void Guarded(Action action)
    {
        try
        {
            lock (_gate)
                action();
        }
#pragma warning disable CA1031 // The last stop: the server goes on without its files.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            LogDefect(defect);
        }
    }

    [LoggerMessage(7001, LogLevel.Warning, "Lines about links that were not written: {Count} ({Why}). The data folder's disk may be full; Links:File switches the files off.")]
    private partial void LogLost(long count, string? why);

    [LoggerMessage(7002, LogLevel.Warning, "Old files about links could not be deleted.")]
    private partial void LogNotDeleted(Exception refused);

    [LoggerMessage(7003, LogLevel.Error, "A defect in writing about links.")]
    private partial void LogDefect(Exception defect);
}

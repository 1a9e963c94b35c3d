using System.Globalization;
using System.Threading.Channels;
using PeerCall.Peer;
using Spectre.Console;

namespace PeerCall.Cli.Output;

/// <summary>On a terminal: a table of peers and the files under way, redrawn in place, and above it what happens. One loop draws, whoever tells.</summary>
internal sealed class TableView : IStayView
{
    /// <summary>More than a room says while a terminal draws once; beyond it the oldest is not drawn.</summary>
    private const int MaxWaiting = 10_000;

    private const int BarWidth = 24;

    private readonly Channel<StayEvent> _waiting = Channel.CreateBounded<StayEvent>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly EventLines _lines = new();
    private readonly Dictionary<string, PeerRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Peer, string Direction, string Transfer), (FileDescription File, long Bytes)> _files = [];
    private readonly RoomLink _room;
    private readonly Task _drawing;

    public TableView(RoomLink room, TimeSpan interval)
    {
        _room = room;
        StatsInterval = interval;
        _drawing = AnsiConsole.Live(Draw()).AutoClear(false).StartAsync(DrawAsync);
    }

    public TimeSpan? StatsInterval { get; }

    public void Show(StayEvent what) => _waiting.Writer.TryWrite(what);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _drawing;
    }

    private async Task DrawAsync(LiveDisplayContext display)
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var what))
            {
                Learn(what);
                // Statistics are in the table.
                if (what is not StatsEvent && _lines.Of(what) is { } line)
                    AnsiConsole.WriteLine(line);
            }
            display.UpdateTarget(Draw());
        }
    }

    private void Learn(StayEvent what)
    {
        switch (what)
        {
            case PeerJoinedEvent { Peer: var peer }:
                _rows[peer.Id] = new PeerRow(peer);
                break;
            case PeerUpdatedEvent { Peer: var peer } when _rows.TryGetValue(peer.Id, out var row):
                _rows[peer.Id] = row with { Peer = peer };
                break;
            case PeerLeftEvent left:
                _rows.Remove(left.Peer);
                break;
            case LinkEvent link when _rows.TryGetValue(link.Peer, out var row):
                _rows[link.Peer] = row with { Link = link };
                break;
            case StatsEvent stats when _rows.TryGetValue(stats.Peer, out var row):
                _rows[stats.Peer] = row with { Stats = stats };
                break;
            case FileProgressEvent progress:
                _files[KeyOf(progress.File)] = (progress.File, progress.Bytes);
                break;
            case FileDoneEvent { File: var file }:
                _files.Remove(KeyOf(file));
                break;
            case FileFailedEvent { File: var file }:
                _files.Remove(KeyOf(file));
                break;
        }
    }

    private static (string Peer, string Direction, string Transfer) KeyOf(FileDescription file) => (file.Peer, file.Direction, file.Transfer);

    private Rows Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(_room.ToString()));
        table.AddColumns("Peer", "Kind", "Link", "Path", "Relay", "Round trip", "Sent", "Received");
        foreach (var row in _rows.Values)
            table.AddRow(row.Cells().Select(static cell => new Text(TerminalText.Clean(cell))));
        if (_rows.Count == 0)
            table.AddRow("Nobody else is here.", "", "", "", "", "", "", "");
        return new Rows([table, .. _files.Values.Select(static file => Bar(file.File, file.Bytes))]);
    }

    private static Text Bar(FileDescription file, long bytes)
    {
        var part = file.Size == 0 ? 1 : (double)bytes / file.Size;
        var full = (int)(part * BarWidth);
        var arrow = file.Direction == FileDescription.Sending ? "to" : "from";
        return new Text(string.Create(
            CultureInfo.InvariantCulture,
            $"[{new string('#', full)}{new string('.', BarWidth - full)}] {part,4:P0} {TerminalText.Clean(file.Name)} {arrow} {TerminalText.Clean(file.PeerName)}, {Words.Bytes(bytes)} of {Words.Bytes(file.Size)}"));
    }

    private sealed record PeerRow(PeerDescription Peer, LinkEvent? Link = null, StatsEvent? Stats = null)
    {
        // A link that works may have a cause too: why it is relayed, which the next two cells show.
        private string LinkCell => Link switch
        {
            { State: "connected" } when Peer.Connected => Link.State,
            { Cause: { } cause } => cause,
            _ => Peer.Connected ? Link?.State ?? "connecting" : "away",
        };

        public string[] Cells() =>
        [
            Peer.Name,
            Peer.Kind,
            LinkCell,
            Link?.Path is { } path ? $"{path.Kind} ({path.LocalType} - {path.RemoteType})" : "",
            Link?.Path is { } way ? (way.OwnRelay is { Length: > 0 } own ? own : way.FarRelay ?? "") : "",
            Stats?.RoundTripMs is { } time ? Words.RoundTrip(time) : "",
            Stats is null ? "" : Words.Bytes(Stats.BytesSent),
            Stats is null ? "" : Words.Bytes(Stats.BytesReceived),
        ];
    }
}

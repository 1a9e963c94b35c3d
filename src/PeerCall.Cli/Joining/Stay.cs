using PeerCall.Cli.Outcomes;
using PeerCall.Cli.Output;
using PeerCall.Peer;
using PeerCall.Peer.Engine;
using PeerCall.Rtc;

namespace PeerCall.Cli.Joining;

/// <summary>One stay in a room, from joining to leaving: shows what happens and does what was asked for.</summary>
internal sealed class Stay
{
    private readonly JoinSettings _settings;
    private readonly PeerCallClient _client;
    private readonly IStayView _view;
    private readonly Interruption _interruption;
    private readonly CancellationTokenSource _working;
    private readonly FileSending _sending;
    private readonly FileReceiving _receiving;
    private readonly EchoReplies _echo;
    private readonly ChatWriting _chat;
    private readonly TaskCompletionSource _company = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerCallException? _fault;
    private volatile bool _isLeaving;

    public Stay(JoinSettings settings, PeerCallClient client, IStayView view, Interruption interruption, FileOutbox outbox, string? folder)
    {
        _settings = settings;
        _client = client;
        _view = view;
        _interruption = interruption;
        _working = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        _sending = new FileSending(outbox, view, _working.Token);
        _receiving = new FileReceiving(folder, settings.MaxSize, view, _working.Token);
        _echo = new EchoReplies(client, view, _working.Token);
        _chat = new ChatWriting(client, view, Console.In, _working.Token);
    }

    /// <summary>It has left in good order, by its own wish.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Joins, stays and leaves.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        var events = _client.ReadEventsAsync(CancellationToken.None);
        try
        {
            await _client.JoinAsync(_interruption.Token);
        }
        catch (OperationCanceledException)
        {
            return End(_interruption.ExitCode, null, null);
        }
        catch (PeerCallException fault)
        {
            return Fail(fault);
        }
        var following = FollowAsync(events);
        var sampling = SampleAsync();
        await Task.WhenAny(following, WorkAsync());
        // What is under way is told that it ends, before the room is left.
        await _working.CancelAsync();
        await Task.WhenAll(_sending.WhenDone(), _receiving.WhenDone(), sampling);
        _isLeaving = true;
        await _client.LeaveAsync();
        await following;
        await _receiving.WhenDone();
        _working.Dispose();
        return Conclude();
    }

    private int Conclude()
    {
        if (_fault is { } fault)
            return Fail(fault);
        HasLeft = true;
        if (_interruption.ExitCode is not 0 and var interrupted)
            return End(interrupted, null, null);
        if (_sending.Fault is { } code)
            return End(ExitCodes.Of(code), code, "A file was not sent.");
        return End(ExitCodes.Fine, null, null);
    }

    private int Fail(PeerCallException fault) => End(ExitCodes.Of(fault.Code), fault.Code, FaultSentence.Of(fault));

    private int End(int exitCode, string? code, string? sentence)
    {
        _view.Show(new EndedEvent(exitCode, code, sentence));
        if (sentence is not null)
            Console.Error.WriteLine($"peercall: {sentence} ({code})");
        return exitCode;
    }

    /// <summary>Does what was asked for, and waits for what that waits for.</summary>
    private async Task WorkAsync()
    {
        try
        {
            if (_settings.Duration is { } duration)
            {
                var writing = WriteAsync();
                await Task.Delay(duration, _interruption.Token);
                _ = writing;
                return;
            }
            await WriteAsync();
            if (!_settings.IsErrand)
                await Task.Delay(Timeout.InfiniteTimeSpan, _interruption.Token);
            // Who comes meanwhile gets the files too.
            while (!_sending.IsDone)
                await _sending.WhenDone().WaitAsync(_interruption.Token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C.
        }
    }

    private async Task WriteAsync()
    {
        // Nobody hears what is written in an empty room.
        if (_settings.Texts.Count > 0 || _settings.IsErrand)
            await _company.Task.WaitAsync(_working.Token);
        await _chat.WriteAsync(_settings.Texts);
        if (_settings.Texts.Count == 0 && _settings is { IsErrand: false, IsJson: false } && !Console.IsInputRedirected)
            _ = _chat.WriteLinesAsync();
    }

    private async Task FollowAsync(IAsyncEnumerable<PeerCallEvent> events)
    {
        await foreach (var what in events)
            Handle(what);
    }

    private void Handle(PeerCallEvent what)
    {
        // Everybody is gone for the one who goes; they have not left.
        if (!(_isLeaving && what is PeerDeparted or LinkChanged { Status.State: LinkState.Closed }) && Told.Of(what, _settings.Room) is { } told)
            _view.Show(told);
        switch (what)
        {
            case PeerAppeared appeared:
                _sending.SendTo(appeared.Peer);
                _company.TrySetResult();
                break;
            case ChatReceived chat when _settings.IsEcho:
                _echo.Reply(chat);
                break;
            case ChannelOpened opened when _settings.IsEcho && !opened.Channel.Label.StartsWith(PeerChannels.Prefix, StringComparison.Ordinal):
                _echo.Serve(opened.Peer, opened.Channel);
                break;
            case ChannelOpened opened:
                // Nobody reads it here, and what is not read holds the other end up.
                opened.Channel.Close();
                _view.Show(new ChannelEvent(opened.Peer.Id, opened.Channel.Label, opened.Channel.Protocol, ChannelEvent.Closed));
                break;
            case FileOffered offered:
                _receiving.Take(offered.File);
                break;
            case ClientEnded { Error: { } fault }:
                _fault = fault;
                break;
        }
    }

    private async Task SampleAsync()
    {
        if ((_settings.StatsInterval ?? _view.StatsInterval) is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_working.Token))
            {
                foreach (var peer in _client.Peers.Where(static peer => peer.Status.State is LinkState.Connected))
                    await SampleAsync(peer);
            }
        }
        catch (OperationCanceledException)
        {
            // The stay is over.
        }
    }

    private async Task SampleAsync(RemotePeer peer)
    {
        try
        {
            var stats = await peer.GetStatsAsync();
            var transport = stats.OfType<TransportStats>().FirstOrDefault();
            _view.Show(new StatsEvent(
                peer.Id,
                stats.SelectedCandidatePair?.CurrentRoundTripTime is { } seconds ? Told.Milliseconds(TimeSpan.FromSeconds(seconds)) : null,
                transport?.BytesSent ?? 0,
                transport?.BytesReceived ?? 0));
        }
        catch (RtcException)
        {
            // Its connection was closed just then.
        }
    }
}

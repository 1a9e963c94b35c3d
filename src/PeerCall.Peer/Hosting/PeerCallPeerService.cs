using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PeerCall.Peer.Sessions;

namespace PeerCall.Peer.Hosting;

/// <summary>Keeps one participant in its room for as long as the program runs.</summary>
internal sealed partial class PeerCallPeerService<T>(IServiceScopeFactory scopes, PeerCallPeerOptions options, TimeProvider clock, ILoggerFactory loggers) : BackgroundService
    where T : class, IPeerCallPeer
{
    private readonly ILogger _logger = loggers.CreateLogger<T>();
    private string? _token;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 0; !stoppingToken.IsCancellationRequested; attempt++)
        {
            try
            {
                await StayAsync(() => attempt = 0, stoppingToken);
                return;
            }
            catch (PeerCallException fault) when (fault.IsRetryable)
            {
                LogRetry(_logger, options.Name, fault.Code, fault.Message);
            }
            catch (PeerCallException fault)
            {
                LogOver(_logger, options.Name, fault.Code, fault.Message);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(ReconnectPolicy.Delay(attempt, Random.Shared.NextDouble()), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StayAsync(Action joined, CancellationToken stopping)
    {
        if (!RoomLink.TryParse(options.RoomUrl, out var room))
            throw new InvalidOperationException("The options are checked at start.");
        var made = new PeerCallClientOptions
        {
            Room = room,
            Name = options.Name,
            Password = options.Password,
            RelayOnly = options.RelayOnly,
            Token = _token,
            TokenChanged = token => Volatile.Write(ref _token, token),
            TimeProvider = clock,
            LoggerFactory = loggers,
        };
        await using var scope = scopes.CreateAsyncScope();
        await using var client = new PeerCallClient(options.Configure?.Invoke(made) ?? made);
        var ended = EndAsync(client.ReadEventsAsync(CancellationToken.None));
        var running = scope.ServiceProvider.GetRequiredService<T>().RunAsync(client, stopping);
        try
        {
            await client.JoinAsync(stopping);
            joined();
            await Task.WhenAny(running, ended);
            await client.LeaveAsync();
        }
        catch
        {
            // It sees the end of its events, and may have something to put away.
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await running;
        if (await ended is { } fault)
            throw fault;
    }

    private static async Task<PeerCallException?> EndAsync(IAsyncEnumerable<PeerCallEvent> events)
    {
        PeerCallException? fault = null;
        await foreach (var what in events)
        {
            if (what is ClientEnded end)
                fault = end.Error;
        }
        return fault;
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "The participant {Name} is not in its room ({Code}: {Reason}); it tries again")]
    private static partial void LogRetry(ILogger logger, string name, string code, string reason);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Critical, Message = "The participant {Name} is over ({Code}): {Reason}")]
    private static partial void LogOver(ILogger logger, string name, string code, string reason);
}

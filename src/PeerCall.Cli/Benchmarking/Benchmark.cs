using System.Net.Security;
using System.Security.Cryptography;
using PeerCall.Peer;
using PeerCall.Peer.Engine;

namespace PeerCall.Cli.Benchmarking;

/// <summary>Two peers in this process, in a room of their own: one waits, the other comes again and again, and measures.</summary>
internal sealed class Benchmark(Uri server, RemoteCertificateValidationCallback? judge, bool isRelayOnly)
{
    private const string Label = "bench";
    private const string Rate = "rate";
    private const int Pings = 500;
    private const int PingBytes = 64;
    private const int PieceBytes = 64 * 1024;

    /// <summary>Longer than a link takes that comes about at all.</summary>
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(30);

    private readonly RoomLink _room = new(server, $"bench-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 24)}");

    /// <summary>Measures.</summary>
    /// <param name="rounds">How often a connection is opened.</param>
    /// <param name="duration">How long throughput is measured.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PeerCallException">The server cannot be reached, or there is no path.</exception>
    public async Task<BenchFigures> RunAsync(int rounds, TimeSpan duration, CancellationToken cancellation)
    {
        await using var waiting = new PeerCallClient(Options("bench-a"));
        var serving = ServeAsync(waiting.ReadEventsAsync(cancellation), cancellation);
        await waiting.JoinAsync(cancellation);
        var times = new List<double>();
        for (var round = 1; round < rounds; round++)
        {
            await using var coming = new PeerCallClient(Options("bench-b"));
            times.Add((await OpenAsync(coming, cancellation)).Time.TotalMilliseconds);
        }
        await using var last = new PeerCallClient(Options("bench-b"));
        var (channel, time) = await OpenAsync(last, cancellation);
        times.Add(time.TotalMilliseconds);
        var trips = await PingAsync(channel, cancellation);
        var rate = await StreamAsync(last.Peers[0], duration, cancellation);
        var path = last.Peers[0].Status.Path?.Kind ?? "unknown";
        await waiting.LeaveAsync();
        await serving;
        return new BenchFigures(
            server.ToString(),
            path,
            Math.Round(times[0], 1),
            times.Count > 1 ? Math.Round(Quantile([.. times.Skip(1)], 0.5), 1) : null,
            Math.Round(Quantile(trips, 0.5), 3),
            Math.Round(Quantile(trips, 0.99), 3),
            rate);
    }

    private static double Quantile(List<double> values, double part)
    {
        values.Sort();
        return values[Math.Min((int)(values.Count * part), values.Count - 1)];
    }

    private static async Task<(IPeerChannel Channel, TimeSpan Time)> OpenAsync(PeerCallClient client, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        await client.JoinAsync(cancellation);
        var peer = client.Peers[0];
        try
        {
            var channel = await peer.OpenChannelAsync(Label, cancellation: cancellation).WaitAsync(OpenLimit, cancellation);
            return (channel, TimeProvider.System.GetElapsedTime(started));
        }
        catch (TimeoutException)
        {
            var cause = peer.Status.Cause ?? Signaling.CauseCodes.NoCommonPath;
            throw new PeerCallException(cause, Signaling.CauseCodes.Sentence(cause)!);
        }
    }

    private static async Task<List<double>> PingAsync(IPeerChannel channel, CancellationToken cancellation)
    {
        var ping = new byte[PingBytes];
        var trips = new List<double>(Pings);
        for (var count = 0; count < Pings; count++)
        {
            var sent = TimeProvider.System.GetTimestamp();
            await channel.SendAsync(ping, cancellation);
            using var pong = await channel.ReceiveAsync(cancellation);
            trips.Add(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);
        }
        return trips;
    }

    /// <summary>Sends for a time; the other end answers the end with what it has got, so that what still waits here does not count.</summary>
    private static async Task<long> StreamAsync(RemotePeer peer, TimeSpan duration, CancellationToken cancellation)
    {
        await using var channel = await peer.OpenChannelAsync(Rate, cancellation: cancellation);
        var piece = new byte[Math.Min(PieceBytes, channel.MaxMessageSize)];
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < duration)
            await channel.SendAsync(piece, cancellation);
        await channel.SendAsync("end", cancellation);
        using var answer = await channel.ReceiveAsync(cancellation);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return long.TryParse(answer.Text, System.Globalization.CultureInfo.InvariantCulture, out var bytes) ? (long)(bytes / seconds) : 0;
    }

    private static async Task ServeAsync(IAsyncEnumerable<PeerCallEvent> events, CancellationToken cancellation)
    {
        try
        {
            await foreach (var what in events)
            {
                if (what is ChannelOpened { Channel: var channel })
                    _ = channel.Label == Rate ? CountAsync(channel, cancellation) : AnswerAsync(channel, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C.
        }
    }

    private static async Task AnswerAsync(IPeerChannel channel, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in channel.ReadAllAsync(cancellation))
            {
                using (message)
                    await channel.SendAsync(message.Data, cancellation);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // The other end has gone, as it does after each round.
        }
    }

    private static async Task CountAsync(IPeerChannel channel, CancellationToken cancellation)
    {
        var bytes = 0L;
        try
        {
            await foreach (var message in channel.ReadAllAsync(cancellation))
            {
                using (message)
                {
                    bytes += message.IsText ? 0 : message.Data.Length;
                    if (message.IsText)
                        await channel.SendAsync(bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // The other end has gone.
        }
    }

    private PeerCallClientOptions Options(string name) => new() { Room = _room, Name = name, ServerCertificateValidation = judge, RelayOnly = isRelayOnly };
}

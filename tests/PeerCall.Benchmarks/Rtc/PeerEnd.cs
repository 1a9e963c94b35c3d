using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using PeerCall.Rtc;

namespace PeerCall.Benchmarks.Rtc;

/// <summary>
/// One connection with one channel. Text is control; a large message is counted, a small one that begins with 1 is sent back, and one that begins with 0 is such
/// an answer.
/// </summary>
internal sealed class PeerEnd : IAsyncDisposable
{
    private const int Large = 1000;

    private readonly PeerConnection _connection = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<DataChannel> _channel = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _words = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _pongs = new(0);
    private long _received;

    /// <summary>This end's description, with its candidates.</summary>
    public async Task<string> OfferAsync()
    {
        Take(_connection.CreateDataChannel("benchmark"));
        await _connection.SetLocalDescriptionAsync();
        return _connection.LocalDescription!.Sdp;
    }

    /// <summary>Answers an offer.</summary>
    public async Task<string> AnswerAsync(string offer)
    {
        _ = TakeFirstAsync();
        await _connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await _connection.SetLocalDescriptionAsync();
        return _connection.LocalDescription!.Sdp;
    }

    /// <summary>Takes the answer and waits for the channel.</summary>
    /// <returns>Milliseconds since this end was made.</returns>
    public async Task<double> AcceptAsync(string answer)
    {
        await _connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, answer));
        var channel = await _channel.Task;
        await channel.Opened.WaitAsync(TimeSpan.FromSeconds(20));
        return Stopwatch.GetElapsedTime(_began).TotalMilliseconds;
    }

    /// <summary>Sends and waits for the answer, one after the other.</summary>
    /// <returns>Median in microseconds.</returns>
    public async Task<double> PingAsync(int count, int bytes)
    {
        var channel = await _channel.Task;
        var message = new byte[bytes];
        message[0] = 1;
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await channel.SendAsync(message);
            await _pongs.WaitAsync();
            times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[count / 2];
    }

    /// <summary>Sends as much as goes, until all of it has arrived.</summary>
    /// <returns>Bytes a second.</returns>
    public async Task<double> SendAsync(int bytes, double seconds)
    {
        var channel = await _channel.Task;
        var message = new byte[bytes];
        var began = Stopwatch.GetTimestamp();
        long sent = 0;
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            await channel.SendAsync(message);
            sent += bytes;
        }

        await channel.SendAsync("end");
        var arrived = long.Parse(await _words.Reader.ReadAsync(), CultureInfo.InvariantCulture);
        return arrived == sent
            ? sent / Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"{arrived} of {sent} bytes arrived.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private async Task TakeFirstAsync()
    {
        await foreach (var channel in _connection.DataChannels)
            Take(channel);
    }

    private void Take(DataChannel channel)
    {
        _channel.TrySetResult(channel);
        _ = ReadAsync(channel);
    }

    private async Task ReadAsync(DataChannel channel)
    {
        await foreach (var message in channel.ReadAllAsync())
        {
            using (message)
            {
                if (message.IsText)
                    await OnWordAsync(channel, message.Text);
                else if (message.Data.Length > Large)
                    _received += message.Data.Length;
                else if (message.Data.Span[0] == 1)
                    await AnswerPingAsync(channel, message.Data);
                else
                    _pongs.Release();
            }
        }
    }

    private async Task OnWordAsync(DataChannel channel, string word)
    {
        if (word == "end")
            await channel.SendAsync(Interlocked.Exchange(ref _received, 0).ToString(CultureInfo.InvariantCulture));
        else
            _words.Writer.TryWrite(word);
    }

    private static async Task AnswerPingAsync(DataChannel channel, ReadOnlyMemory<byte> ping)
    {
        var pong = ping.ToArray();
        pong[0] = 0;
        await channel.SendAsync(pong);
    }
}

using System.Text.Json;

namespace PeerCall.Benchmarks.Rtc;

/// <summary>The command `rtc-peer`: a peer of the measurements, in a process of its own.</summary>
internal static class PeerProgram
{
    /// <summary>Does what it is told until there is nothing more.</summary>
    public static async Task RunAsync()
    {
        var ends = new List<PeerEnd>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            PeerAnswer answer;
            try
            {
                answer = await DoAsync(JsonSerializer.Deserialize(line, PeerJson.Default.PeerCommand)!, ends);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                answer = new PeerAnswer(Error: error.Message);
            }

            Console.WriteLine(JsonSerializer.Serialize(answer, PeerJson.Default.PeerAnswer));
        }
    }

    private static async Task<PeerAnswer> DoAsync(PeerCommand command, List<PeerEnd> ends)
    {
        switch (command.Do)
        {
            case "offer":
                ends.Add(new PeerEnd());
                return new PeerAnswer(await ends[^1].OfferAsync());
            case "answer":
                ends.Add(new PeerEnd());
                return new PeerAnswer(await ends[^1].AnswerAsync(command.Sdp!));
            case "accept":
                return new PeerAnswer(Value: await ends[^1].AcceptAsync(command.Sdp!));
            case "ping":
                return new PeerAnswer(Value: await ends[^1].PingAsync(command.Count, command.Bytes));
            case "send":
                return new PeerAnswer(Value: await ends[^1].SendAsync(command.Bytes, command.Seconds));
            case "close":
                await Task.WhenAll(ends.Select(static end => end.DisposeAsync().AsTask()));
                ends.Clear();
                return new PeerAnswer();
            case "collect":
                GC.Collect();
                return new PeerAnswer();
            default:
                throw new FormatException($"{command.Do} is not understood.");
        }
    }
}

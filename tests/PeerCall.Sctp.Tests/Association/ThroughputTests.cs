namespace PeerCall.Sctp.Tests;

public sealed class ThroughputTests
{
    [Fact]
    public void A_long_path_without_loss_is_at_least_half_used()
    {
        // 100 ms there and back, 10 MB/s, a queue of 50 ms.
        var wire = new Wire { Delay = TimeSpan.FromMilliseconds(50), BytesPerSecond = 10_000_000, Queue = TimeSpan.FromMilliseconds(50) };
        Measure(wire, 1, 10).ShouldBeGreaterThan(5_000_000);
    }

    [Fact]
    public void One_percent_of_loss_at_sixty_milliseconds_leaves_what_Renos_formula_says()
    {
        const double packet = 1163;
        var reno = packet / 0.06 * Math.Sqrt(1.5 / 0.01);
        var rates = Enumerable.Range(1, 10).Select(seed => Measure(new Wire { Delay = TimeSpan.FromMilliseconds(30), Loss = 0.01 }, seed, 60));
        rates.Average().ShouldBeGreaterThan(reno);
    }

    private static double Measure(Wire wire, int seed, double seconds)
    {
        var pair = new Pair(seed) { Network = { Wire = wire } }.Connect();
        var channel = pair.Open();
        var message = new byte[16_384];
        long received = 0;
        pair.B.OnGot = got =>
        {
            received += got.Bytes.Length;
            pair.B.Messages.Clear();
        };
        void Fill()
        {
            while (pair.A.Send(channel, message, flush: false) == SendResult.Accepted)
            {
                // until the queue is full
            }

            pair.A.Transport.Flush(pair.Now);
        }

        pair.A.OnRoom = Fill;
        Fill();
        pair.Run(seconds);
        return received / seconds;
    }
}

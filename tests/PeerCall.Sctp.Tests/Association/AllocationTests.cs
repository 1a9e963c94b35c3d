namespace PeerCall.Sctp.Tests;

[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)] // the buffer pool is the process's
public sealed class AllocationTests
{
    [Theory]
    [InlineData(16_384, false, 0, true)]
    [InlineData(16_384, true, 0, false)]
    [InlineData(100, false, 0, true)]
    [InlineData(16_384, false, 97, true)]
    [InlineData(16_384, true, 97, true)]
    public void Nothing_is_allocated_once_warm(int size, bool interleaving, int loseEvery, bool ordered)
    {
        var pair = new DirectPair(Peer.Options() with { OfferInterleaving = interleaving }) { LoseEvery = loseEvery };
        var message = new byte[size];
        var send = new SendOptions { IsUnordered = !ordered };
        pair.Transfer(8000, message, send);
        // Queues and pools may still find their size in one or two of these; what happens for each message or packet is in all.
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            pair.Transfer(2000, message, send);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.ShouldBe(0);
    }
}

namespace PeerCall.Measuring;

/// <summary>What some work allocates on its thread.</summary>
internal static class AllocatedBytes
{
    private const int Rounds = 5;

    /// <summary>
    /// Does it five times and tells the least. What happens each time is in all of them; a collection in the middle, brought about by another test, ends the thread's allocation context, and what is left of
    /// that, up to 8 KiB, counts as allocated though nobody has asked for it.
    /// </summary>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}

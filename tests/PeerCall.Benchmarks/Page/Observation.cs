namespace PeerCall.Benchmarks.Page;

/// <summary>What <c>observe.js</c> has seen in a page. Times are milliseconds since 1970, 0 for "not yet".</summary>
/// <param name="PressedAt">The last press of Join.</param>
/// <param name="LoadedAt">The page's `load` event.</param>
/// <param name="Frames">When frames of others' pictures were shown.</param>
/// <param name="TilesMost">The most tiles of others at one time.</param>
/// <param name="TilesGoneAt">When the last tile of another went.</param>
/// <param name="InterruptedAt">When a tile was first marked as interrupted.</param>
internal sealed record Observation(
    long PressedAt, long LoadedAt, IReadOnlyList<long> Frames, int TilesMost, long TilesGoneAt, long InterruptedAt)
{
    /// <summary>The first frame shown at or after a time, or 0.</summary>
    public long FrameSince(long time) => Frames.FirstOrDefault(frame => frame >= time);

    /// <summary>The frame that ended the longest pause after a time, or 0: the first of a picture that came back.</summary>
    public long FrameAfterPause(long time)
    {
        long longest = 0, ended = 0, previous = time;
        foreach (var frame in Frames.Where(frame => frame >= time))
        {
            if (frame - previous > longest)
                (longest, ended) = (frame - previous, frame);
            previous = frame;
        }

        return ended;
    }
}

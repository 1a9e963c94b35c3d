using Microsoft.Playwright;

namespace PeerCall.Benchmarks.Page;

/// <summary>What is measured of the page in a call of two.</summary>
internal static class PageMeasurements
{
    /// <summary>From the second person's press of Join to the pictures.</summary>
    public static PageMeasurement CallStart { get; } = new(
        "setup",
        "From Join to the first remote frame, two Chromium on this machine",
        [new("both sides s", "N2", Compared: true), new("joiner's side s", "N2"), new("other side s", "N2")],
        AlsoBare: true,
        MeasureCallStartAsync);

    /// <summary>A reload in the middle of a call.</summary>
    public static PageMeasurement Reload { get; } = new(
        "reload",
        "A reload in a call, from the page's load event",
        [new("own picture of the other s", "N2", Compared: true), new("the other's picture s", "N2"), new("most tiles the other saw", "N0")],
        AlsoBare: false,
        MeasureReloadAsync);

    /// <summary>A tab is closed.</summary>
    public static PageMeasurement ClosedTab { get; } = new(
        "leave",
        "A closed tab",
        [new("its tile is gone after s", "N2", Compared: true)],
        AlsoBare: false,
        MeasureClosedTabAsync);

    /// <summary>A browser is killed.</summary>
    public static PageMeasurement KilledBrowser { get; } = new(
        "leave",
        "A killed browser",
        [new("marked or gone after s", "N2", Compared: true)],
        AlsoBare: false,
        MeasureKilledBrowserAsync);

    private static async Task<IReadOnlyList<double>> MeasureCallStartAsync(IPlaywright playwright, ISite site)
    {
        await using var call = await Call.PrepareAsync(playwright, site);
        await call.Second.JoinAsync();
        var other = await call.First.UntilAsync(static seen => seen.Frames.Count > 0, "a picture of the other");
        var own = await call.Second.UntilAsync(static seen => seen.Frames.Count > 0, "a picture of the other");
        var joiner = Seconds(own.PressedAt, own.Frames[0]);
        var there = Seconds(own.PressedAt, other.Frames[0]);
        return [Math.Max(joiner, there), joiner, there];
    }

    private static async Task<IReadOnlyList<double>> MeasureReloadAsync(IPlaywright playwright, ISite site)
    {
        await using var call = await Call.StartAsync(playwright, site);
        var reloaded = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await call.Second.ReloadAsync();
        var own = await call.Second.UntilAsync(static seen => seen.Frames.Count > 0, "the picture of the other again");
        var other = await call.First.UntilAsync(seen => seen.FrameSince(own.Frames[0]) > 0, "the reloaded one's picture again");

        // The last frames of the old link may still be shown after the new page has loaded: the pause between the two tells them apart.
        return [Seconds(own.LoadedAt, own.Frames[0]), Seconds(own.LoadedAt, other.FrameAfterPause(reloaded)), other.TilesMost];
    }

    private static async Task<IReadOnlyList<double>> MeasureClosedTabAsync(IPlaywright playwright, ISite site)
    {
        await using var call = await Call.StartAsync(playwright, site);
        var closed = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await call.Second.CloseTabAsync();
        var seen = await call.First.UntilAsync(static seen => seen.TilesGoneAt > 0, "the tile of the closed tab go");
        return [Seconds(closed, seen.TilesGoneAt)];
    }

    private static async Task<IReadOnlyList<double>> MeasureKilledBrowserAsync(IPlaywright playwright, ISite site)
    {
        await using var call = await Call.StartAsync(playwright, site);
        var killed = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await call.Second.KillAsync();
        var seen = await call.First.UntilAsync(static seen => seen.TilesGoneAt > 0 || seen.InterruptedAt > 0, "the killed one marked or gone");
        long[] signs = [seen.TilesGoneAt, seen.InterruptedAt];
        return [Seconds(killed, signs.Where(static at => at > 0).Min())];
    }

    private static double Seconds(long from, long to) => (to - from) / 1000.0;
}

using Microsoft.Playwright;
using PeerCall.Benchmarks.Page;

namespace PeerCall.Benchmarks.Headless;

/// <summary>Two bare tabs of one Chromium: as many bytes over one ordered channel as fast as it takes them, no hashes, no picture. The time is the receiver's, from its word to begin to the last byte.</summary>
internal static class TabPair
{
    public static async Task<IReadOnlyList<double>> MeasureAsync(IPlaywright playwright)
    {
        await using var person = await Person.StartAsync(playwright, "Tabs");
        var receiver = person.Page;
        var sender = await receiver.Context.NewPageAsync();
        foreach (var page in new[] { receiver, sender })
        {
            await page.GotoAsync("about:blank");
            await page.EvaluateAsync(Resource.Text("tabPair.js"));
        }
        var offer = await sender.EvaluateAsync<string>("bytes => window.offer(bytes)", FileToPage.Bytes);
        var answer = await receiver.EvaluateAsync<string>("([sdp, bytes]) => window.answer(sdp, bytes)", new object[] { offer, FileToPage.Bytes });
        await sender.EvaluateAsync("sdp => window.accept(sdp)", answer);
        var seconds = await receiver.EvaluateAsync<double>("() => window.received");
        return [FileToPage.Bytes / seconds / 1e6, seconds];
    }
}

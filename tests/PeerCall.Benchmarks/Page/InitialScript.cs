using System.IO.Compression;
using Microsoft.Playwright;
using PeerCall.Benchmarks.Measurements;

namespace PeerCall.Benchmarks.Page;

/// <summary>What a browser with an empty cache fetches before a person does anything.</summary>
internal static class InitialScript
{
    /// <summary>Home and room page, one row each.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("script, gzipped KB", "N1"), new("script KB", "N1"), new("script files", "N0"), new("all requests", "N0"), new("other hosts asked", "N0"),
    ];

    /// <summary>Loads a page in a fresh browser and waits until it asks for nothing more.</summary>
    public static async Task<Series> MeasureAsync(IPlaywright playwright, string name, string address)
    {
        await using var person = await Person.StartAsync(playwright, "Ada");
        var responses = new List<IResponse>();
        person.Page.Response += (_, response) => responses.Add(response);
        await person.Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });

        double raw = 0, packed = 0;
        var files = 0;
        foreach (var response in responses.Where(static response => response.Request.ResourceType == "script").ToList())
        {
            // Compressed here with one setting, whatever the server has chosen: the figure is one of the page.
            var body = await response.BodyAsync();
            raw += body.Length;
            packed += GzippedLength(body);
            files++;
        }

        var own = new Uri(address).Authority;
        var others = responses.Select(static response => new Uri(response.Url)).Where(url => url.Scheme is "http" or "https" && url.Authority != own);
        var series = new Series(name);
        series.Runs.Add([packed / 1000, raw / 1000, files, responses.Count, others.Select(static url => url.Authority).Distinct().Count()]);
        return series;
    }

    private static long GzippedLength(byte[] body)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(body);
        return target.Length;
    }
}

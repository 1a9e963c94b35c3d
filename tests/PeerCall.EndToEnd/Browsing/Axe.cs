using System.Text.Json;
using Microsoft.Playwright;
using PeerCall.EndToEnd.Hosting;

namespace PeerCall.EndToEnd.Browsing;

/// <summary>axe-core's rules for WCAG 2.2 A and AA, on what a page shows at the moment.</summary>
internal static class Axe
{
    private const string Run = """
        async () => JSON.stringify((await axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'],
        })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`))
        """;

    private static readonly string Source = File.ReadAllText(Path.Combine(BuildPaths.Turn, "..", "client", "node_modules", "axe-core", "axe.min.js"));

    /// <summary>Fails with what breaks a rule.</summary>
    /// <param name="page">The page.</param>
    /// <param name="view">Its name in the message.</param>
    public static async Task Check(IPage page, string view)
    {
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Source} }} }}");
        var violations = JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run))!;
        violations.ShouldBeEmpty($"{view}: {string.Join("\n", violations)}");
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace PeerCall.NetworkLab.Expectations;

/// <summary>What a server has written of the links of a test (docs/link-records.md).</summary>
/// <param name="Expected">How many links there were.</param>
/// <param name="Lines">Lines of its files.</param>
internal sealed partial record LinkRecords(int Expected, IReadOnlyList<string> Lines)
{
    /// <summary>Every link has one, and nobody's address is in it.</summary>
    public void AreComplete()
    {
        Lines.Count.ShouldBe(Expected, $"a record for every link:\n{string.Join('\n', Lines)}");
        foreach (var line in Lines)
        {
            var record = JsonSerializer.Deserialize<JsonElement>(line);
            record.GetProperty("endedAt").GetDateTimeOffset().ShouldBeGreaterThan(record.GetProperty("startedAt").GetDateTimeOffset());
            // The TURN server's own address is nobody's secret.
            WholeAddress().IsMatch(RelayServer().Replace(line, "")).ShouldBeFalse($"an address of somebody: {line}");
        }
    }

    [GeneratedRegex(@"""relayServer"":""[^""]*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RelayServer();

    /// <summary>IPv4 that is not a network's; the lab has no IPv6.</summary>
    [GeneratedRegex(@"(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.]|/24)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WholeAddress();
}

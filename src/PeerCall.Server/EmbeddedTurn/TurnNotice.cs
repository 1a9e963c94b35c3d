using System.Globalization;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>What is said of the embedded server when it has started.</summary>
internal static class TurnNotice
{
    /// <summary>The lines.</summary>
    /// <param name="port">UDP and TCP port; null: only the web ports.</param>
    /// <param name="plan">What it relays with.</param>
    /// <param name="ports">Relay ports.</param>
    public static IEnumerable<string> Lines(int? port, RelayPlan plan, (int First, int Last) ports)
    {
        RelayPair[] pairs = [.. new[] { plan.IPv4, plan.IPv6 }.OfType<RelayPair>()];
        var where = port is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"on port {number} (UDP, TCP, TLS) and on the addresses above")
            : "on the addresses above";
        yield return $"Calls that cannot go direct are relayed (TURN): it listens {where},";
        yield return string.Create(CultureInfo.InvariantCulture, $"and relays with {string.Join(" and ", pairs.Select(Describe))}, UDP ports {ports.First} to {ports.Last}.");
        if (pairs.Any(static pair => GlobalAddress.Is(pair.Public)))
            yield break;
        yield return "Only the own network reaches that address. For calls over the internet set Turn:PublicAddress to the";
        yield return "address that others have for this machine, and open or forward those ports.";
    }

    private static string Describe(RelayPair pair) => pair.Public.Equals(pair.Bound) ? pair.Public.ToString() : $"{pair.Public} (here {pair.Bound})";
}

using System.Globalization;
using System.Net;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>What is said of the embedded server when it has started.</summary>
internal static class TurnNotice
{
    /// <summary>The lines.</summary>
    /// <param name="port">UDP and TCP port; null: only the web ports.</param>
    /// <param name="hasTls">Whether TLS is spoken on that port too.</param>
    /// <param name="plan">What it relays with.</param>
    /// <param name="ports">Relay ports.</param>
    public static IEnumerable<string> Lines(int? port, bool hasTls, RelayPlan plan, (int First, int Last) ports)
    {
        RelayPair[] pairs = [.. new[] { plan.IPv4, plan.IPv6 }.OfType<RelayPair>()];
        var where = port is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"port {number} (UDP, TCP{(hasTls ? ", TLS" : "")}) and the ports above,")
            : "the ports above,";
        yield return $"Calls that find no direct way are relayed: STUN and TURN are on {where}";
        yield return string.Create(CultureInfo.InvariantCulture, $"relayed calls on {string.Join(" and ", pairs.Select(Describe))}, UDP ports {ports.First} to {ports.Last}.");
        if (pairs.Any(static pair => GlobalAddress.Is(pair.Public)))
            yield break;
        var reach = pairs.All(static pair => IPAddress.IsLoopback(pair.Public)) ? "Only this machine" : "Only your own network";
        yield return $"{reach} reaches that address. For calls over the internet set Turn:PublicAddress to the one";
        yield return "that others see, and open or forward those ports.";
    }

    private static string Describe(RelayPair pair) => pair.Public.Equals(pair.Bound) ? pair.Public.ToString() : $"{pair.Public} (here {pair.Bound})";
}

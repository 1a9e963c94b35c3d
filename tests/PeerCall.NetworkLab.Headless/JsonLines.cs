using System.Text.Json;

namespace PeerCall.NetworkLab.Headless;

/// <summary>Writes events, one JSON object a line. Safe from any thread.</summary>
internal static class JsonLines
{
    private static readonly Lock Gate = new();

    /// <summary>Writes one event, with the time in milliseconds since 1970 as <c>at</c>.</summary>
    /// <param name="name">Value of <c>event</c>.</param>
    /// <param name="members">Its other members; a null is left out.</param>
    public static void Write(string name, params (string Name, object? Value)[] members)
    {
        var line = new Dictionary<string, object>(StringComparer.Ordinal) { ["event"] = name, ["at"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() };
        foreach (var (member, value) in members)
        {
            if (value is not null)
                line[member] = value;
        }
        lock (Gate)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
            Console.Out.Flush();
        }
    }
}

using PeerCall.Peer;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>What a participant in this process is told.</summary>
internal static class Events
{
    public static IAsyncEnumerator<PeerCallEvent> Of(PeerCallClient client) => client.ReadEventsAsync().GetAsyncEnumerator();

    /// <summary>The next event of a kind that fits.</summary>
    public static async Task<T> NextAsync<T>(this IAsyncEnumerator<PeerCallEvent> events, Func<T, bool>? fits = null)
        where T : PeerCallEvent
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(PeerCallProcess.Limit))
        {
            if (events.Current is T found && fits?.Invoke(found) != false)
                return found;
        }
        throw new InvalidOperationException($"The participant ended without {typeof(T).Name}.");
    }
}

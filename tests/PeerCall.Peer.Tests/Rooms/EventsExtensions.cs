namespace PeerCall.Peer.Tests.Rooms;

internal static class EventsExtensions
{
    /// <summary>Longer than anything here takes on a busy machine; a test that reaches it has failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The next event of a kind that fits.</summary>
    public static async Task<T> NextAsync<T>(this IAsyncEnumerator<PeerCallEvent> events, Func<T, bool>? fits = null)
        where T : PeerCallEvent
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(Limit))
        {
            if (events.Current is T found && fits?.Invoke(found) != false)
                return found;
        }
        throw new InvalidOperationException($"The participant ended without {typeof(T).Name}.");
    }

    public static IAsyncEnumerator<PeerCallEvent> Events(this PeerCallClient client) => client.ReadEventsAsync().GetAsyncEnumerator();
}

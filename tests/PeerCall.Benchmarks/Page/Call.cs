using Microsoft.Playwright;

namespace PeerCall.Benchmarks.Page;

/// <summary>Two people in a call, each with a browser of her own.</summary>
internal sealed class Call : IAsyncDisposable
{
    // The first seconds of a call are encoders and bandwidth estimation finding their pace; events are measured after them.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    private Call(Person first, Person second)
    {
        First = first;
        Second = second;
    }

    /// <summary>Who was there.</summary>
    public Person First { get; }

    /// <summary>Who came.</summary>
    public Person Second { get; }

    /// <summary>The first is in the room, the second has it open and has not pressed Join.</summary>
    public static async Task<Call> PrepareAsync(IPlaywright playwright, ISite site)
    {
        var room = $"benchmark-{Guid.NewGuid().ToString("N")[..8]}";
        var call = new Call(await Person.StartAsync(playwright, "Ada"), await Person.StartAsync(playwright, "Ben"));
        await call.First.OpenAsync(site.Address(room, second: false));
        await call.First.JoinAsync();
        await call.Second.OpenAsync(site.Address(room, second: true));
        await Task.Delay(Settle);
        return call;
    }

    /// <summary>Both are in and see each other, for some seconds already.</summary>
    public static async Task<Call> StartAsync(IPlaywright playwright, ISite site)
    {
        var call = await PrepareAsync(playwright, site);
        await call.Second.JoinAsync();
        await call.First.UntilAsync(static seen => seen.Frames.Count > 0, "a picture of the other");
        await call.Second.UntilAsync(static seen => seen.Frames.Count > 0, "a picture of the other");
        await Task.Delay(Settle);
        await call.First.ObserveAnewAsync();
        return call;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}

using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Healing;

/// <summary>TURN credentials end and are renewed, again and again, while a relay carries calls: nobody notices.</summary>
[Collection(LabCollection.Name)]
[Trait("Category", LabCollection.Whole)]
public sealed class CredentialTests(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    /// <summary>Shorter than any time at which a person notices that the other one has stopped.</summary>
    private const long Unnoticed = 2_000;

    /// <summary>The shortest that there is (docs/configuration.md).</summary>
    private const int LifetimeSeconds = 60;

    /// <summary>Also the lifetime of permissions at every TURN server (RFC 8656 §9): it ends in the middle of the call, under credentials that are not those of the beginning.</summary>
    private static readonly TimeSpan CallTime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    [LabTheory]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, false)]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, true)]
    [InlineData(NatKind.UdpBlocked, NatKind.UdpBlocked, false)]
    [InlineData(NatKind.UdpBlocked, NatKind.UdpBlocked, true)]
    public async Task Calls_that_outlive_their_credentials_five_times_have_no_pause(NatKind a, NatKind b, bool hasCoturn)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Turn:CredentialLifetime"] = $"{LifetimeSeconds}s" };
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(a, b) { Settings = settings, HasCoturn = hasCoturn });
        var programs = await call.Add(EndKind.Headless);
        IEnd[] ends = [call.A, call.B, programs.A, programs.B];
        // From the first question on, flows are watched.
        await Task.WhenAll(ends.Select(static end => end.Flow()));
        var began = Now();

        using var timer = new PeriodicTimer(LookInterval);
        while (Now() - began < CallTime.TotalMilliseconds)
        {
            await timer.WaitForNextTickAsync();
            foreach (var end in ends)
                await HasNoPause(call, end, began);
        }

        foreach (var (one, other) in new[] { (call.A, call.B), programs })
            (await IsRelayed(one) || await IsRelayed(other)).ShouldBeTrue($"{one.Name} or {other.Name} is relayed. {await call.Tell()}");
        var server = hasCoturn ? "coturn" : "the server's TURN";
        measured.Add("credentials that end: longest pause", $"{a.Word()} / {b.Word()}, {server}, Chromium and Chromium", "ms", await Pause(call.A, began), await Pause(call.B, began));
        measured.Add("credentials that end: longest pause", $"{a.Word()} / {b.Word()}, {server}, Headless and Headless", "ms", await Pause(programs.A, began), await Pause(programs.B, began));
        output.WriteLine(await call.Tell());
    }

    private static async Task<bool> IsRelayed(IEnd end) => await end.Read() is { IsRelayed: true };

    private static async Task HasNoPause(LabCall call, IEnd end, long began)
    {
        var (from, to) = await LongestPause(end, began);
        (to - from).ShouldBeLessThan(Unnoticed, $"{end.Name}, from {DateTimeOffset.FromUnixTimeMilliseconds(from):HH:mm:ss.fff} to {DateTimeOffset.FromUnixTimeMilliseconds(to):HH:mm:ss.fff}.\n{await call.Tell()}");
    }

    private static async Task<(long From, long To)> LongestPause(IEnd end, long began)
    {
        var flow = await end.Flow();
        var now = Now();
        var longest = flow.LongestPause(began, now);
        // The last one may be going on.
        var last = flow.Times.LastOrDefault(began);
        return now - last > longest.To - longest.From ? (last, now) : longest;
    }

    private static async Task<double> Pause(IEnd end, long began)
    {
        var (from, to) = await LongestPause(end, began);
        return to - from;
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}

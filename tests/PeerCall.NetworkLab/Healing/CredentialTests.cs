using PeerCall.EndToEnd.Browsing;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Healing;

/// <summary>TURN credentials end and are renewed, again and again, while a relay carries a call: nobody notices.</summary>
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
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, false, EndKind.Chromium)]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, false, EndKind.Headless)]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, true, EndKind.Chromium)]
    [InlineData(NatKind.Symmetric, NatKind.Symmetric, true, EndKind.Headless)]
    [InlineData(NatKind.UdpBlocked, NatKind.UdpBlocked, false, EndKind.Chromium)]
    [InlineData(NatKind.UdpBlocked, NatKind.UdpBlocked, true, EndKind.Headless)]
    public async Task A_call_that_outlives_its_credentials_again_and_again_has_no_pause(NatKind a, NatKind b, bool hasCoturn, EndKind kind)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Turn:CredentialLifetime"] = $"{LifetimeSeconds}s" };
        await using var call = await LabCall.Connect(browsers, new LabCallOptions(a, b) { KindA = kind, KindB = kind, Settings = settings, HasCoturn = hasCoturn });
        // From the first question on, flows are watched.
        await Task.WhenAll(call.A.Flow(), call.B.Flow());
        var began = Now();

        using var timer = new PeriodicTimer(LookInterval);
        while (Now() - began < CallTime.TotalMilliseconds)
        {
            await timer.WaitForNextTickAsync();
            await HasNoPause(call, call.A, began);
            await HasNoPause(call, call.B, began);
        }

        (await IsRelayed(call.A) || await IsRelayed(call.B)).ShouldBeTrue($"it is relayed to the end. {await call.Tell()}");
        var which = $"{a.Word()} / {b.Word()}, {(hasCoturn ? "coturn" : "the server's TURN")}, {kind} and {kind}";
        output.WriteLine($"{measured.Add("credentials that end: longest pause", which, "ms", await Pause(call.A, began), await Pause(call.B, began))}\n{await call.Tell()}");
        (await call.End()).AreComplete();
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

using PeerCall.EndToEnd.Browsing;
using PeerCall.EndToEnd.Hosting;
using PeerCall.NetworkLab.Ends;
using PeerCall.NetworkLab.Expectations;
using PeerCall.NetworkLab.Measuring;
using PeerCall.NetworkLab.Network;
using Xunit.Abstractions;

namespace PeerCall.NetworkLab.Matrix;

/// <summary>One case of the matrix: both ends connect, over the best path there is, and everybody says so.</summary>
internal sealed class BestPath(BrowserFixture browsers, MeasuredTable measured, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task IsTaken(LabCallOptions options, ExpectedPath? other = null)
    {
        var expected = other ?? ExpectedPath.Of(options.A, options.B);
        await using var call = await LabCall.Connect(browsers, options);
        await AllAgree(call, expected);
        List<double> times = [await ConnectTime(call)];
        while (times.Count < MeasuredTable.Runs)
        {
            await call.Rejoin();
            times.Add(await ConnectTime(call));
        }
        var shape = options.ShapeA is null ? "" : $" ({options.ShapeA})";
        var which = $"{options.A.Word()}{shape} / {options.B.Word()}, {options.KindA} and {options.KindB}: {expected.Kind}";
        output.WriteLine(measured.Add("offer to connected", which, "ms", [.. times]));
        (await call.End()).AreComplete();
    }

    /// <summary>The offerer's: the other one does not know when the offer was made.</summary>
    private static async Task<double> ConnectTime(LabCall call) =>
        await call.B.ConnectTime() ?? throw new InvalidOperationException("Something flows, and yet it was never connected.");

    /// <summary>The sign on both ends, their statistics, and what the server has counted.</summary>
    private static async Task AllAgree(LabCall call, ExpectedPath expected)
    {
        EndReading? a = null, b = null;
        await Eventually.Holds(
            async () =>
            {
                (a, b) = (await call.A.Read(), await call.B.Read());
                return a?.Path == expected.Kind && b?.Path == expected.Kind && KindOf(a, b) == expected.Kind && Relays(a, b) == expected.Relays;
            },
            Patience,
            async () => $"both say {expected.Kind} with {expected.Relays} relays, because {expected.Reason}. They say {a} and {b}.\n{await call.Tell()}");
        var metrics = "";
        await Eventually.Holds(
            async () => (metrics = await call.Server.Get("metrics")).Contains($"path=\"{expected.Kind}\"", StringComparison.Ordinal),
            Patience,
            () => $"the server has counted a link over {expected.Kind}:\n{metrics}");
    }

    private static int Relays(params EndReading[] ends) => ends.Count(static end => end.IsRelayed);

    /// <summary>Both halves together, from the statistics alone.</summary>
    private static string KindOf(EndReading a, EndReading b)
    {
        string[] dearest = ["tls", "tcp", "udp"];
        if (Array.Find(dearest, protocol => new[] { a, b }.Any(end => end.IsRelayed && end.RelayProtocol == protocol)) is { } relay)
            return $"relay-{relay}";
        return a.LocalType is "host" && b.LocalType is "host" ? "direct" : "nat";
    }
}

using PeerCall.Rtc;

namespace Guide;

internal static class TwoPeers
{
    /// <summary>Two peers in one program; signaling, which is the application's, is a method call here.</summary>
    public static async Task<string> TalkAsync(PeerConnectionOptions options, CancellationToken cancellation)
    {
        await using var alice = new PeerConnection(options);
        await using var bob = new PeerConnection(options);

        // One end is polite, the other is not; which one does not matter.
        await using var ofAlice = new PerfectNegotiation(alice, isPolite: true);
        await using var ofBob = new PerfectNegotiation(bob, isPolite: false);
        var signaling = Task.WhenAll(CarryAsync(ofAlice, ofBob, cancellation), CarryAsync(ofBob, ofAlice, cancellation));

        // The first channel makes an offer due, and everything else follows from that.
        var chat = alice.CreateDataChannel("chat");
        await chat.Opened.WaitAsync(cancellation);
        await chat.SendAsync("Hello, Bob!", cancellation);

        await foreach (var channel in bob.DataChannels.WithCancellation(cancellation))
        {
            using var question = await channel.ReceiveAsync(cancellation);
            await channel.SendAsync($"You said: {question.Text}", cancellation);
            break;
        }

        using var answer = await chat.ReceiveAsync(cancellation);
        var stats = await alice.GetStatsAsync(cancellation);
        var path = stats.SelectedCandidatePair is { } pair ? stats[pair.LocalCandidateId] as LocalCandidateStats : null;
        return $"{answer.Text} ({path?.CandidateType})";
    }

    private static async Task CarryAsync(PerfectNegotiation from, PerfectNegotiation to, CancellationToken cancellation)
    {
        await foreach (var message in from.Outgoing.WithCancellation(cancellation))
            await to.ReceiveAsync(message, cancellation);
    }
}

using PeerCall.Peer;
using PeerCall.Rtc;

namespace PeerCall.NetworkLab.Headless;

/// <summary>Restarts ICE on a link, again and again: the next one when the last has led to a pair of candidates that were not there before.</summary>
internal sealed class Restarts(RemotePeer peer, int count)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            for (var done = 0; done < count; done++)
            {
                var before = await PairAsync();
                peer.RestartIce();
                while (await PairAsync() is var now && (now is null || string.Equals(now, before, StringComparison.Ordinal)))
                    await timer.WaitForNextTickAsync(stopping);
                JsonLines.Write("restarted", ("peer", peer.Id), ("count", done + 1));
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task<string?> PairAsync()
    {
        try
        {
            return (await peer.GetStatsAsync()).SelectedCandidatePair?.Id;
        }
        catch (RtcException)
        {
            return null;
        }
    }
}

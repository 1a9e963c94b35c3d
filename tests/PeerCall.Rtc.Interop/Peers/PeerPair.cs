using PeerCall.Rtc.Interop.Linking;

namespace PeerCall.Rtc.Interop.Peers;

/// <summary>Two peers and the signaling between them: descriptions and candidates in the order in which they were made.</summary>
internal sealed class PeerPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _signaling = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _refused = [];
    private readonly Task _carrying;

    private PeerPair(IPeer offerer, IPeer answerer)
    {
        (Offerer, Answerer) = (offerer, answerer);
        _carrying = Task.WhenAll(Carry(offerer, answerer), Carry(answerer, offerer));
    }

    /// <summary>Who makes the first offer.</summary>
    public IPeer Offerer { get; }

    public IPeer Answerer { get; }

    /// <summary>Changes an offer on its way.</summary>
    public Func<string, string> OnOffer { get; init; } = static sdp => sdp;

    /// <summary>Changes an answer on its way.</summary>
    public Func<string, string> OnAnswer { get; init; } = static sdp => sdp;

    /// <summary>Offer and answer of the last negotiation.</summary>
    public (string Offer, string Answer) Last { get; private set; }

    /// <summary>Two peers that know nothing of each other yet.</summary>
    public static PeerPair Of(IPeer offerer, IPeer answerer, Func<string, string>? onOffer = null, Func<string, string>? onAnswer = null) =>
        new(offerer, answerer) { OnOffer = onOffer ?? (static sdp => sdp), OnAnswer = onAnswer ?? (static sdp => sdp) };

    /// <summary>The first offer and its answer, and both are connected.</summary>
    public async Task Connect()
    {
        await Negotiate(Offerer, Answerer);
        await Connected();
    }

    /// <summary>Both are connected.</summary>
    public Task Connected() => With(() => Task.WhenAll(Offerer.State(Patience, "connected"), Answerer.State(Patience, "connected")));

    /// <summary>One offer and its answer.</summary>
    public async Task Negotiate(IPeer from, IPeer to, bool restart = false)
    {
        var complete = !from.Trickles || !to.Trickles;
        await _signaling.WaitAsync();
        try
        {
            var offer = OnOffer(await from.Offer(restart, complete));
            var answer = OnAnswer(await to.Answer(offer, complete));
            await from.Accept(answer);
            Last = (offer, answer);
        }
        finally
        {
            _signaling.Release();
        }
    }

    /// <summary>Awaits something of both; if it takes too long both say what they know.</summary>
    public async Task With(Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(
                $"{late.Message}\n{Offerer.Name} (offered first) reported last: {Offerer.LastReported}\n{Answerer.Name} reported last: {Answerer.LastReported}\nRefused candidates: {string.Join("; ", _refused)}",
                late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(Offerer.DisposeAsync().AsTask(), Answerer.DisposeAsync().AsTask());
        await _carrying;
        _stopping.Dispose();
        _signaling.Dispose();
    }

    private async Task Carry(IPeer from, IPeer to)
    {
        try
        {
            await foreach (var candidate in from.Candidates.ReadAllAsync(_stopping.Token))
            {
                await _signaling.WaitAsync(_stopping.Token);
                try
                {
                    // All candidates are in the descriptions if one end does not trickle.
                    if (from.Trickles && to.Trickles)
                        await to.AddCandidate(candidate);
                }
                catch (Exception refused) when (refused is ForeignPeerException or RtcException or TimeoutException)
                {
                    // One of a generation that a restart has ended meanwhile; told if the test fails.
                    _refused.Add(refused.Message);
                }
                finally
                {
                    _signaling.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}

using System.Globalization;
using PeerCall.EndToEnd.Hosting;
using PeerCall.Ice;
using PeerCall.Rtc.Interop.Foreign;
using PeerCall.Rtc.Interop.Peers;

namespace PeerCall.Rtc.Interop.Scenarios;

/// <summary>Perfect negotiation of the engine with that of a page: both offer when they like, also at once.</summary>
[Collection(Interoperability.Name)]
public sealed class GlareTests(ForeignPeers peers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Two restarts at once in short order break Firefox, with any other end: one is enough for it, and that only once data has come through after the first offers have met and ICE is done with them.
    [Theory]
    [InlineData(PeerKind.Chromium, true, 5)]
    [InlineData(PeerKind.Chromium, false, 5)]
    [InlineData(PeerKind.Firefox, true, 1)]
    [InlineData(PeerKind.Firefox, false, 1)]
    public async Task Two_that_offer_at_once_agree(PeerKind kind, bool engineIsPolite, int restarts)
    {
        var log = new LogTail();
        await using var foreign = await peers.Connect(kind);
        await using var connection = new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true, LoggerFactory = log });
        await using var negotiation = new PerfectNegotiation(connection, engineIsPolite);
        await foreign.Negotiate(!engineIsPolite);
        using var enough = new CancellationTokenSource();
        var carrying = new[] { Carry(negotiation, foreign, enough.Token), Carry(foreign, negotiation, enough.Token) };

        var ours = connection.CreateDataChannel("ours");
        await foreign.CreateChannel("theirs");
        await Task.WhenAny([.. carrying, Task.WhenAll(ours.Opened, foreign.Opened("theirs"))]).WaitAsync(Patience);
        if (kind is PeerKind.Firefox)
        {
            await Exchange("settled");
            await Eventually.Holds(
                () => Task.FromResult(connection.IceConnectionState is IceConnectionState.Completed), Patience, () => $"ICE completes: {connection.IceConnectionState}; log:\n{log.Text}");
        }
        for (var round = 0; round < restarts; round++)
        {
            var (before, theirs) = (Fragment(connection.LocalDescription), Fragment(connection.RemoteDescription));
            connection.RestartIce();
            await foreign.RestartIce();
            await Eventually.Holds(
                () => Task.FromResult(Array.Exists(carrying, static one => one.IsFaulted) || (connection.SignalingState is SignalingState.Stable
                    && Fragment(connection.LocalDescription) != before && Fragment(connection.RemoteDescription) != theirs)),
                Patience,
                () => $"both have restarted, round {round}: {connection.SignalingState}, {connection.ConnectionState}; {kind}: {foreign.LastReported}; log:\n{log.Text}");
            await Task.WhenAll(carrying.Where(static one => one.IsFaulted));

            await Exchange(round.ToString(CultureInfo.InvariantCulture));
        }

        await connection.WaitForStateAsync(ConnectionState.Connected).WaitAsync(Patience);
        await enough.CancelAsync();
        // What either could not take of the other is thrown here.
        await Task.WhenAll(carrying);

        async Task Exchange(string text)
        {
            await foreign.Send("ours", new PeerMessage(text));
            (await Receive(ours, () => $"{text}: {connection.SignalingState}, {connection.ConnectionState}, ICE {connection.IceConnectionState}; {kind}: {foreign.LastReported}; log:\n{log.Text}")).ShouldBe(text);
        }
    }

    private static async Task<string> Receive(DataChannel channel, Func<string> describe)
    {
        try
        {
            using var message = await channel.ReceiveAsync().AsTask().WaitAsync(Patience);
            return message.Text;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Nothing came: {describe()}", late);
        }
    }

    private static Task Carry(PerfectNegotiation from, ForeignPeer to, CancellationToken enough) => Carry(from.Outgoing, to.Signal, enough);

    private static Task Carry(ForeignPeer from, PerfectNegotiation to, CancellationToken enough) =>
        Carry(from.Signals.ReadAllAsync(CancellationToken.None), message => to.ReceiveAsync(message), enough);

    private static async Task Carry(IAsyncEnumerable<SignalingMessage> from, Func<SignalingMessage, Task> to, CancellationToken enough)
    {
        try
        {
            await foreach (var message in from.WithCancellation(enough))
            {
                if (enough.IsCancellationRequested)
                    return;
                await to(message);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private static string? Fragment(SessionDescription? description) =>
        description?.Sdp.Split('\n').FirstOrDefault(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal));
}

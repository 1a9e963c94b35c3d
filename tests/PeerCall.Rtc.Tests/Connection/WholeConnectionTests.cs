using PeerCall.Rtc.Tests.Transport;

namespace PeerCall.Rtc.Tests.Connection;

/// <summary>Two connections as a program has them: nothing is a double.</summary>
public sealed class WholeConnectionTests
{
    [Fact]
    public async Task Two_connections_on_this_machine_open_a_channel_and_close_it()
    {
        await using var offerer = new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true });
        await using var answerer = new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true, MinPort = 28000, MaxPort = 28099 });
        var trickling = new[] { Trickle(offerer, answerer), Trickle(answerer, offerer) };
        var mine = offerer.CreateDataChannel("whole");
        await offerer.SetLocalDescriptionAsync();
        await answerer.SetRemoteDescriptionAsync(offerer.LocalDescription!);
        await answerer.SetLocalDescriptionAsync();
        await offerer.SetRemoteDescriptionAsync(answerer.LocalDescription!);
        await mine.Opened.Within();

        DataChannel? theirs = null;
        await foreach (var channel in answerer.DataChannels)
        {
            theirs = channel;
            break;
        }
        theirs!.Label.ShouldBe("whole");
        await mine.SendAsync("hello");
        using (var message = await theirs.ReceiveAsync().AsTask().Within())
            message.Text.ShouldBe("hello");
        await offerer.WaitForStateAsync(ConnectionState.Connected).Within();
        await answerer.WaitForStateAsync(ConnectionState.Connected).Within();

        await offerer.CloseAsync().Within();
        await theirs.Closed.Within();
        await answerer.CloseAsync().Within();
        await Task.WhenAll(trickling).Within();
    }

    private static async Task Trickle(PeerConnection from, PeerConnection to)
    {
        await foreach (var candidate in from.LocalCandidates)
        {
            if (to.SignalingState is not SignalingState.Closed)
                await to.AddIceCandidateAsync(candidate);
        }
    }
}

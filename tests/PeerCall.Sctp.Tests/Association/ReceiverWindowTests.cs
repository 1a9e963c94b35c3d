namespace PeerCall.Sctp.Tests;

public sealed class ReceiverWindowTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_application_that_does_not_read_stops_the_peer_and_one_that_reads_again_gets_everything(bool interleaving)
    {
        var options = Peer.Options() with { ReceiveWindow = 300_000, OfferInterleaving = interleaving };
        var pair = new Pair(2, options, options).Connect();
        pair.B.Reads = false;
        var channel = pair.Open();
        for (var i = 0; i < 100; i++)
            pair.A.Send(channel, TransferTests.Bytes(i, 10_000));
        pair.Run(60);
        var held = pair.B.Messages.Count;
        held.ShouldBeInRange(25, 30);
        pair.A.Association.State.ShouldBe(AssociationState.Established);

        while (pair.B.Messages.Count < 100)
        {
            var before = pair.B.Messages.Count;
            pair.B.ReadAll();
            pair.RunUntil(() => pair.B.Messages.Count > before, TimeSpan.FromSeconds(1));
            pair.Run(0.2);
        }

        for (var i = 0; i < 100; i++)
            pair.B.Messages[i].Bytes.ShouldBe(TransferTests.Bytes(i, 10_000));
    }

    [Fact]
    public void A_window_update_that_is_lost_is_found_by_a_probe()
    {
        var options = Peer.Options() with { ReceiveWindow = 300_000 };
        var pair = new Pair(2, options, options).Connect();
        pair.B.Reads = false;
        var channel = pair.Open();
        for (var i = 0; i < 60; i++)
            pair.A.Send(channel, new byte[10_000]);
        pair.Run(30);
        pair.Network.Filter = (_, _) => false;
        pair.B.Reads = true;
        pair.B.ReadAll();
        pair.Network.Filter = null;
        pair.RunUntil(() => pair.B.Messages.Count == 60, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void A_full_send_queue_says_so_and_tells_when_there_is_room()
    {
        var options = Peer.Options() with { SendHighWatermark = 100_000 };
        var pair = new Pair(1, options).Connect();
        var channel = pair.Open();
        var sent = 0;
        var calls = 0;
        void SendAll()
        {
            calls++;
            while (sent < 200 && pair.A.Send(channel, new byte[16_000], flush: false) == SendResult.Accepted)
                sent++;
        }

        pair.A.OnRoom = SendAll;
        SendAll();
        sent.ShouldBe(7);
        channel.BufferedAmount.ShouldBe(7 * 16_000);
        pair.A.Transport.Flush(pair.Now);
        pair.RunUntil(() => pair.B.Messages.Count == 200, TimeSpan.FromMinutes(1));
        calls.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void BufferedAmount_falls_and_the_low_threshold_is_told_once_for_each_crossing()
    {
        var pair = new Pair().Connect();
        var channel = pair.Open();
        channel.BufferedAmountLowThreshold = 50_000;
        var low = 0;
        pair.A.OnLow = c =>
        {
            low++;
            c.BufferedAmount.ShouldBeInRange(48_000, 50_000);
        };
        for (var i = 0; i < 20; i++)
            pair.A.Send(channel, new byte[10_000], flush: false);
        channel.BufferedAmount.ShouldBe(200_000);
        pair.A.Transport.Flush(pair.Now);
        pair.RunUntil(() => pair.B.Messages.Count == 20);
        low.ShouldBe(1);
        channel.BufferedAmount.ShouldBe(0);
    }
}

namespace PeerCall.Sctp.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public void Both_sides_may_start_at_once()
    {
        var pair = new Pair().Connect();
        pair.A.Events.ShouldBe(["connected"]);
        pair.B.Events.ShouldBe(["connected"]);
    }

    [Fact]
    public void One_side_may_wait()
    {
        var pair = new Pair();
        pair.A.Transport.Start(true, pair.Now);
        pair.RunUntil(() => pair.IsUp, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void It_comes_up_under_loss(double loss)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var pair = new Pair(seed) { Network = { Wire = new Wire { Loss = loss, Duplication = 0.1, Jitter = TimeSpan.FromMilliseconds(20) } } };
            pair.A.Transport.Start(true, pair.Now);
            pair.B.Transport.Start(false, pair.Now);
            pair.Network.RunUntil(() => pair.IsUp, TimeSpan.FromMinutes(1)).ShouldBeTrue($"seed {seed} {pair.A.Association.State} {pair.B.Association.State} {pair.A.Ended} {pair.B.Ended}");
        }
    }

    [Fact]
    public void Without_a_peer_it_gives_up()
    {
        var pair = new Pair { Network = { Wire = new Wire { Loss = 1 } } };
        pair.A.Transport.Start(true, pair.Now);
        pair.RunUntil(() => pair.A.Ended is not null, TimeSpan.FromMinutes(2));
        pair.A.Ended!.Value.Kind.ShouldBe(SctpCloseKind.ConnectTimeout);
        pair.A.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Features_are_used_only_if_both_offer_them()
    {
        new Pair().Connect().A.Association.IsInterleaved.ShouldBeTrue();
        var pair = new Pair(1, null, Peer.Options() with { OfferInterleaving = false }).Connect();
        pair.A.Association.IsInterleaved.ShouldBeFalse();
        pair.B.Association.IsInterleaved.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Checksums_are_left_out_only_towards_a_peer_that_allows_it(bool a, bool b)
    {
        var pair = new Pair(1, Peer.Options() with { OfferZeroChecksum = a }, Peer.Options() with { OfferZeroChecksum = b });
        var zero = 0;
        pair.Network.Filter = (_, packet) =>
        {
            var isZero = packet.AsSpan(8, 4).IndexOfAnyExcept((byte)0) < 0;
            zero += isZero ? 1 : 0;
            if (packet[12] is 1 or 2 or 10)
                isZero.ShouldBeFalse();
            return true;
        };
        pair.Connect();
        var channel = pair.Open();
        pair.A.Send(channel, "hello");
        pair.RunUntil(() => pair.B.Messages.Count == 1);
        (zero > 0).ShouldBe(a && b);
    }

    [Fact]
    public void A_cookie_that_comes_back_too_late_is_refused_and_the_handshake_starts_again()
    {
        var pair = new Pair(1, null, Peer.Options() with { CookieLifetime = TimeSpan.FromSeconds(1) });
        var held = true;
        pair.Network.Filter = (_, packet) => packet[12] != 10 || !held;
        pair.A.Transport.Start(true, pair.Now);
        pair.Run(3);
        held = false;
        var errors = 0;
        pair.Network.Filter = (_, packet) =>
        {
            errors += packet[12] == 9 ? 1 : 0;
            return true;
        };
        pair.RunUntil(() => pair.IsUp, TimeSpan.FromSeconds(30));
        errors.ShouldBe(1);
    }

    [Fact]
    public void A_cookie_that_was_changed_is_not_answered()
    {
        var pair = new Pair();
        pair.Network.Filter = (_, packet) =>
        {
            if (packet[12] == 10)
            {
                packet[20] ^= 1;
                CommonHeader.WriteChecksum(Clear(packet));
            }

            return true;
        };
        pair.A.Transport.Start(true, pair.Now);
        pair.Run(20);
        pair.B.Association.State.ShouldBe(AssociationState.Closed);
        pair.A.Association.State.ShouldBe(AssociationState.CookieEchoed);
    }

    [Fact]
    public void A_peer_that_starts_again_ends_the_channels_and_is_served()
    {
        var pair = new Pair().Connect();
        pair.Open();
        // A loses its state: a new end in its place.
        pair.Network.Endpoints.Remove(pair.A);
        var reborn = new Peer(pair.Network, 77) { Other = pair.B };
        pair.B.Other = reborn;
        reborn.Transport.Start(true, pair.Now);
        pair.RunUntil(() => reborn.Association.State == AssociationState.Established, TimeSpan.FromSeconds(10));
        pair.B.Events.ShouldContain(e => e == "closed c");
        var channel = reborn.Create("again");
        reborn.Send(channel, "hello");
        pair.RunUntil(() => pair.B.Messages.Count == 1, TimeSpan.FromSeconds(10));
    }

    private static byte[] Clear(byte[] packet)
    {
        packet.AsSpan(8, 4).Clear();
        return packet;
    }
}

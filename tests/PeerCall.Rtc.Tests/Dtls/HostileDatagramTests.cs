using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Tests.Dtls.Harness;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class HostileDatagramTests
{
    public static TheoryData<string> NoRecords =>
    [
        "",
        "16",
        "16fefd0000000000000000",
        // Content longer than the datagram, and a tail that is no record.
        "16fefd00000000000000000010aabb",
        "17fefd000100000000000900010016",
        // Another version, other content types.
        "160301000000000000000000020000",
        "13fefd000000000000000000020000",
        "1afefd000000000000000000020000",
        // No content; protected content shorter than nonce and tag (CVE-2026-75806).
        "17fefd00010000000000090000",
        "17fefd0001000000000009000100",
        "15fefd00010000000000090002" + "0100",
        "17fefd000100000000000900170000000000000000000000000000000000000000000000",
    ];

    [Theory]
    [MemberData(nameof(NoRecords))]
    public void What_is_no_genuine_record_is_not_shown_to_the_library(string hex)
    {
        var datagram = Convert.FromHexString(hex);
        using var pair = DtlsPair.Connected();

        DtlsRecords.AreWellFormed(datagram).ShouldBeFalse();
        pair.Client.Association.Receive(datagram, pair.Now);
        pair.Server.Association.Receive(datagram, pair.Now);

        StillTalks(pair);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Changed_cut_and_repeated_records_never_end_an_association(int seed)
    {
        var random = new Random(seed);
        using var pair = DtlsPair.Connected();
        for (var i = 0; i < 2_000; i++)
        {
            pair.Client.Association.Send(new byte[random.Next(1, 200)]).ShouldBeTrue();
            var genuine = pair.Client.Sent.Dequeue();
            pair.Server.Association.Receive(Spoil(genuine, random), pair.Now);
        }

        pair.Server.Sent.Count.ShouldBeLessThan(100);
        StillTalks(pair);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_datagrams_that_look_like_records_do_not_end_an_association(int seed)
    {
        var random = new Random(seed);
        using var pair = DtlsPair.Connected();
        for (var i = 0; i < 5_000; i++)
            pair.Server.Association.Receive(LooksLikeARecord(random), pair.Now);

        StillTalks(pair);
    }

    [Fact]
    public void A_record_that_comes_again_is_taken_once()
    {
        using var pair = DtlsPair.Connected();
        pair.Client.Association.Send("once"u8).ShouldBeTrue();
        var datagram = pair.Client.Sent.Dequeue();

        pair.Server.Association.Receive(datagram, pair.Now);
        pair.Server.Association.Receive(datagram, pair.Now);

        pair.Server.Data.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_hello_of_a_stranger_does_not_disturb_those_who_are_connected()
    {
        using var pair = DtlsPair.Connected();
        using var stranger = new DtlsPair();
        stranger.Client.Association.Start(stranger.Now);
        var hello = stranger.Client.Sent.Dequeue();

        for (var i = 0; i < 10; i++)
            pair.Server.Association.Receive(hello, pair.Now);

        StillTalks(pair);
    }

    [Fact]
    public void Before_the_start_nothing_has_an_effect()
    {
        using var pair = new DtlsPair();
        pair.Client.Association.Start(pair.Now);

        pair.Server.Association.Receive(pair.Client.Sent.Dequeue(), pair.Now);

        pair.Server.Association.State.ShouldBe(DtlsState.New);
        pair.Server.Sent.ShouldBeEmpty();
        pair.Server.Association.Send("x"u8).ShouldBeFalse();
    }

    [Fact]
    public void A_handshake_without_end_is_ended()
    {
        using var pair = new DtlsPair();
        pair.Server.Association.Start(pair.Now);
        pair.Client.Association.Start(pair.Now);
        var hello = pair.Client.Sent.Dequeue();
        for (var i = 0; i < 3_000; i++)
        {
            hello[10]++;
            pair.Server.Association.Receive(hello, pair.Now);
        }

        pair.Server.Association.State.ShouldBe(DtlsState.Failed);
    }

    private static byte[] Spoil(byte[] genuine, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return genuine[..random.Next(genuine.Length)];
            case 1:
                var longer = new byte[genuine.Length + random.Next(1, 40)];
                genuine.CopyTo(longer, 0);
                return longer;
            case 2:
                genuine[random.Next(genuine.Length)] ^= (byte)(1 << random.Next(8));
                return genuine;
            default:
                for (var i = random.Next(1, 6); i > 0; i--)
                    genuine[random.Next(genuine.Length)] = (byte)random.Next(256);
                return genuine;
        }
    }

    private static byte[] LooksLikeARecord(Random random)
    {
        var length = random.Next(24, 120);
        var datagram = new byte[13 + length];
        random.NextBytes(datagram);
        datagram[0] = (byte)random.Next(20, 24);
        datagram[1] = 0xFE;
        datagram[2] = 0xFD;
        datagram[3] = 0;
        datagram[4] = (byte)random.Next(3);
        datagram[11] = 0;
        datagram[12] = (byte)length;
        return datagram;
    }

    private static void StillTalks(DtlsPair pair)
    {
        pair.Settle();
        pair.Client.Data.Clear();
        pair.Server.Data.Clear();
        pair.Client.Association.Send("to the server"u8).ShouldBeTrue();
        pair.Server.Association.Send("to the client"u8).ShouldBeTrue();
        pair.Settle();
        pair.Server.Data.ShouldHaveSingleItem().ShouldBe("to the server"u8.ToArray());
        pair.Client.Data.ShouldHaveSingleItem().ShouldBe("to the client"u8.ToArray());
    }
}

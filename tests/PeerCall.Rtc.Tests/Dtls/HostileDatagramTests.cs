using System.Buffers.Binary;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Dtls.Records;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class HostileDatagramTests
{
    [Fact]
    public void Mutated_and_random_datagrams_never_end_a_connected_association()
    {
        using var pair = DtlsPair.Connected();
        var random = new Random(20);
        pair.Client.Association.Send(new byte[100]);
        var real = pair.Client.Sent.Dequeue();

        for (var i = 0; i < 20_000; i++)
        {
            pair.Server.Association.Receive(Mutate(real, random), pair.Now);
            pair.Client.Association.Receive(Mutate(real, random), pair.Now);
        }

        StillWorks(pair);
    }

    [Fact]
    public void Short_protected_records_have_no_effect()
    {
        using var pair = DtlsPair.Connected();

        // Every type and every length below nonce and tag, with sequence numbers that are fresh (CVE-2026-75806).
        foreach (var type in Enumerable.Range(0, 256))
        {
            for (var length = 0; length < 26; length++)
            {
                var datagram = Record((byte)type, 1, (ulong)(1000 + length), new byte[length]);
                pair.Server.Association.Receive(datagram, pair.Now);
                pair.Client.Association.Receive(datagram, pair.Now);
            }
        }

        StillWorks(pair);
    }

    [Fact]
    public void A_short_record_behind_a_real_one_takes_both_away()
    {
        using var pair = DtlsPair.Connected();
        pair.Client.Association.Send("real"u8);
        byte[] datagram = [.. pair.Client.Sent.Dequeue(), .. Record(23, 1, 900, new byte[5])];

        pair.Server.Association.Receive(datagram, pair.Now);

        pair.Server.Data.ShouldBeEmpty();
        StillWorks(pair);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_strangers_hello_after_connecting_has_no_effect(bool toServer)
    {
        using var pair = DtlsPair.Connected();
        using var stranger = new DtlsEnd(DtlsPair.Options(true));
        stranger.Association.Start(pair.Now);

        (toServer ? pair.Server : pair.Client).Association.Receive(stranger.Sent.Dequeue(), pair.Now);

        pair.Client.Sent.ShouldBeEmpty();
        pair.Server.Sent.ShouldBeEmpty();
        StillWorks(pair);
    }

    [Fact]
    public void A_replayed_record_is_not_delivered_twice()
    {
        using var pair = DtlsPair.Connected();
        pair.Client.Association.Send("once"u8);
        var datagram = pair.Client.Sent.Dequeue();

        for (var i = 0; i < 3; i++)
            pair.Server.Association.Receive(datagram, pair.Now);

        pair.Server.Data.Count.ShouldBe(1);
        StillWorks(pair);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(ushort.MaxValue)]
    public void Records_of_other_epochs_have_no_effect(int epoch)
    {
        using var pair = DtlsPair.Connected();
        foreach (var type in new byte[] { 20, 21, 22, 23 })
            pair.Server.Association.Receive(Record(type, (ushort)epoch, 50, [2, 40, .. new byte[40]]), pair.Now);
        pair.Server.Association.Receive(Record(21, (ushort)epoch, 51, [2, 40]), pair.Now);
        pair.Server.Association.Receive(Record(20, (ushort)epoch, 52, [1]), pair.Now);

        StillWorks(pair);
    }

    [Fact]
    public void Malformed_records_during_a_handshake_do_not_end_it()
    {
        using var pair = new DtlsPair();
        var random = new Random(5);
        pair.Start();
        foreach (var end in new[] { pair.Server, pair.Client })
        {
            foreach (var datagram in Malformed(random))
                end.Association.Receive(datagram, pair.Now);
        }

        pair.RunUntil(pair.IsConnected);

        StillWorks(pair);
    }

    [Fact]
    public void Nothing_is_taken_before_the_start_or_after_the_end()
    {
        using var pair = new DtlsPair();
        pair.Client.Association.Start(pair.Now);
        var hello = pair.Client.Sent.Dequeue();

        pair.Server.Association.Receive(hello, pair.Now);
        pair.Server.Sent.ShouldBeEmpty();
        pair.Server.Association.Close();
        pair.Server.Association.Receive(hello, pair.Now);

        pair.Server.Sent.ShouldBeEmpty();
        pair.Server.State.ShouldBe(DtlsState.Closed);
    }

    [Fact]
    public void A_flood_of_hellos_is_answered_only_so_often()
    {
        using var pair = new DtlsPair();
        pair.Start();
        var hello = pair.Client.Sent.Dequeue();
        for (ulong i = 0; i < 20_000; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(3), i);
            pair.Server.Association.Receive(hello, pair.Now);
        }

        pair.Server.Sent.Count.ShouldBeLessThan(2000);
    }

    [Theory]
    [InlineData("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 24)]
    [InlineData("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 16)]
    public void The_least_record_is_that_of_the_suite(string suite, int least)
    {
        var filter = default(RecordFilter);
        filter.Connected(suite);

        filter.Count(Record(23, 1, 1, new byte[least - 1])).ShouldBe(0);
        filter.Count(Record(23, 1, 1, new byte[least])).ShouldBe(1);
        filter.Count(Record(21, 1, 1, new byte[least])).ShouldBe(0);
        filter.Count([]).ShouldBe(0);
    }

    private static IEnumerable<byte[]> Malformed(Random random)
    {
        yield return Record(20, 0, 1000, [1]); // early ChangeCipherSpec
        yield return Record(20, 0, 1001, [2]);
        yield return Record(21, 0, 1002, [1, 100]); // warnings
        yield return Record(21, 0, 1003, [2]);
        yield return Record(23, 0, 1004, new byte[30]); // data without protection
        yield return Record(24, 0, 1005, new byte[30]);
        yield return Record(22, 0, 1006, []);
        yield return Record(22, 0, 1007, new byte[11]);
        for (ulong i = 0; i < 50; i++)
        {
            // A fragment without content, one beyond its message, one longer than its record, a message without end (CVE-2022-29190, -29189).
            yield return Record(22, 0, 1010 + (4 * i), [1, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0]);
            yield return Record(22, 0, 1011 + (4 * i), [2, 0, 0, 9, 0, 0, 0, 0, 8, 0, 0, 4, 1, 2, 3, 4]);
            yield return Record(22, 0, 1012 + (4 * i), [11, 0, 0, 90, 0, 1, 0, 0, 0, 0, 0, 80, 1, 2, 3, 4]);
            yield return Record(22, 0, 1013 + (4 * i), [11, 255, 255, 255, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]);
            var noise = new byte[random.Next(1, 60)];
            random.NextBytes(noise);
            yield return noise;
        }
    }

    private static byte[] Mutate(byte[] real, Random random)
    {
        byte[] datagram = random.Next(4) == 0 ? new byte[random.Next(0, 200)] : [.. real];
        if (datagram.Length != real.Length)
            random.NextBytes(datagram);
        for (var i = random.Next(1, 6); i > 0 && datagram.Length > 0; i--)
            datagram[random.Next(datagram.Length)] = (byte)random.Next(256);
        // One of three is cut; the length in the header follows in half of these.
        if (random.Next(3) == 0 && datagram.Length > RecordHeader.Size)
        {
            datagram = datagram[..random.Next(RecordHeader.Size, datagram.Length)];
            if (random.Next(2) == 0)
                BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(11), (ushort)(datagram.Length - RecordHeader.Size));
        }

        return datagram;
    }

    private static byte[] Record(byte type, ushort epoch, ulong sequence, byte[] body)
    {
        var datagram = new byte[RecordHeader.Size + body.Length];
        BinaryPrimitives.WriteUInt64BigEndian(datagram.AsSpan(3), ((ulong)epoch << 48) | sequence);
        (datagram[0], datagram[1], datagram[2]) = (type, 0xFE, 0xFD);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(11), (ushort)body.Length);
        body.CopyTo(datagram, RecordHeader.Size);
        return datagram;
    }

    private static void StillWorks(DtlsPair pair)
    {
        pair.Client.Data.Clear();
        pair.Server.Data.Clear();
        pair.Client.Association.Send("still"u8).ShouldBeTrue();
        pair.Server.Association.Send("here"u8).ShouldBeTrue();
        pair.Carry();
        pair.Server.Data.ShouldHaveSingleItem().ShouldBe("still"u8.ToArray());
        pair.Client.Data.ShouldHaveSingleItem().ShouldBe("here"u8.ToArray());
        pair.IsConnected().ShouldBeTrue();
    }
}

using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Tests.Dtls.Harness;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class DataTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1163)]
    public void Data_arrives_as_it_was_sent(int length)
    {
        using var pair = DtlsPair.Connected();
        var data = new byte[length];
        new Random(length).NextBytes(data);

        pair.Server.Association.Send(data).ShouldBeTrue();
        pair.Settle();

        pair.Client.Data.ShouldHaveSingleItem().ShouldBe(data);
    }

    [Fact]
    public void Nothing_is_no_data()
    {
        using var pair = DtlsPair.Connected();

        pair.Client.Association.Send([]).ShouldBeFalse();

        pair.Client.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Several_records_in_one_datagram_are_all_taken()
    {
        using var pair = DtlsPair.Connected();
        pair.Client.Association.Send("one"u8).ShouldBeTrue();
        pair.Client.Association.Send("two"u8).ShouldBeTrue();

        pair.Server.Association.Receive([.. pair.Client.Sent.Dequeue(), .. pair.Client.Sent.Dequeue()], pair.Now);

        pair.Server.Data.Count.ShouldBe(2);
    }

    [Fact]
    public void A_goodbye_closes_the_other_end()
    {
        using var pair = DtlsPair.Connected();

        pair.Client.Association.Close();
        pair.Settle();

        pair.Client.Association.State.ShouldBe(DtlsState.Closed);
        pair.Server.Association.State.ShouldBe(DtlsState.Closed);
        pair.Server.Association.Send("too late"u8).ShouldBeFalse();
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        using var pair = DtlsPair.Connected();
        pair.Client.Sent.Clear();
        pair.Server.OnlyCounts = true;
        var now = pair.Now;
        pair.Client.OnTransmit = datagram => pair.Server.Association.Receive(datagram, now);
        var data = new byte[1163];
        for (var i = 0; i < 100; i++)
            pair.Client.Association.Send(data);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            pair.Client.Association.Send(data);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        pair.Server.Count.ShouldBe(1_100);
    }

    [Fact]
    public void After_disposal_nothing_happens()
    {
        var pair = DtlsPair.Connected();
        pair.Client.Association.Send("x"u8).ShouldBeTrue();
        var datagram = pair.Client.Sent.Dequeue();
        pair.Dispose();
        pair.Dispose();

        pair.Server.Association.Receive(datagram, pair.Now);
        pair.Server.Association.Advance(pair.Now);
        pair.Server.Association.Close();

        pair.Server.Data.ShouldBeEmpty();
        pair.Client.Association.Send("x"u8).ShouldBeFalse();
    }
}

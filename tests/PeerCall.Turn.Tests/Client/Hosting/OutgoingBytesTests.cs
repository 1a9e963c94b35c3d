using PeerCall.Stun;
using PeerCall.Turn.Client.Hosting;

namespace PeerCall.Turn.Tests.Client.Hosting;

public sealed class OutgoingBytesTests
{
    [Fact]
    public void Messages_are_padded_with_zeros()
    {
        var outgoing = new OutgoingBytes();
        outgoing.Add([0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF]);
        outgoing.Take();
        outgoing.Add([], []);
        outgoing.Take();
        outgoing.Add([0x40, 0, 0, 1], [9]);
        outgoing.Add([0x40, 0, 0, 0], []);

        outgoing.Take().ToArray().ShouldBe([0x40, 0, 0, 1, 9, 0, 0, 0, 0x40, 0, 0, 0]);
        outgoing.Count.ShouldBe(0);
    }

    [Fact]
    public void A_connection_that_takes_nothing_costs_a_bounded_amount_and_loses_no_request()
    {
        var outgoing = new OutgoingBytes();
        var request = new StunWriter(new byte[20], StunMethod.Refresh, StunClass.Request, new TransactionId(1, 2)).Written.ToArray();
        var indication = FakeTurnServer.DataIndication(VirtualTurn.Peer, new byte[100]);
        for (var i = 0; i < 1000; i++)
        {
            outgoing.Add([0x40, 0, 4, 0xB0], new byte[1200]);
            outgoing.Add(indication, []);
        }
        outgoing.Count.ShouldBeLessThanOrEqualTo(256 * 1024);
        outgoing.Add(request, []);

        outgoing.Take().Span[^20..].ToArray().ShouldBe(request);
    }
}

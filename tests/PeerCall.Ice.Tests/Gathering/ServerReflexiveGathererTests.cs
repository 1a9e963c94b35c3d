using PeerCall.Ice.Tests.Network;
using PeerCall.Stun;

namespace PeerCall.Ice.Tests.Gathering;

public class ServerReflexiveGathererTests : IIceOutput
{
    private static readonly TransportAddress Server = Addresses.Of("198.51.100.1:3478");
    private static readonly TransportAddress Mapped = Addresses.Of("203.0.113.5:40000");
    private readonly List<(TransportAddress Destination, byte[] Bytes)> _sent = [];
    private readonly ServerReflexiveGatherer _gatherer;
    private TimeSpan _now = TimeSpan.FromSeconds(50);

    public ServerReflexiveGathererTests() => _gatherer = new ServerReflexiveGatherer(this, new SeededRandom(1));

    void IIceOutput.Send(int baseId, in TransportAddress destination, ReadOnlySpan<byte> datagram) => _sent.Add((destination, datagram.ToArray()));

    [Fact]
    public void An_answer_is_the_address_the_server_sees()
    {
        _gatherer.Ask(1, Server, "stun:s", _now);
        _gatherer.Receive(1, Server, Answer(_sent.ShouldHaveSingleItem().Bytes), _now).ShouldBeTrue();

        _gatherer.TryTakeResult(out var result).ShouldBeTrue();
        result.ShouldBe(new ServerReflexiveResult(1, "stun:s", Mapped, 0));
        _gatherer.IsActive.ShouldBeFalse();
        _gatherer.NextDeadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void A_question_is_asked_again_and_given_up_after_ten_seconds()
    {
        _gatherer.Ask(1, Server, "stun:s", _now);
        var start = _now;
        while (_gatherer.IsActive)
        {
            _gatherer.NextDeadline.ShouldBeGreaterThan(_now);
            _now = _gatherer.NextDeadline;
            _gatherer.Advance(_now);
        }

        (_now - start).ShouldBe(TimeSpan.FromSeconds(10));
        _sent.Count.ShouldBe(5);
        _sent.TrueForAll(s => s.Bytes.AsSpan().SequenceEqual(_sent[0].Bytes)).ShouldBeTrue();
        _gatherer.TryTakeResult(out var result).ShouldBeTrue();
        result.MappedAddress.ShouldBeNull();
    }

    [Fact]
    public void An_answer_from_elsewhere_or_to_another_question_is_not_its()
    {
        _gatherer.Ask(1, Server, "stun:s", _now);
        var answer = Answer(_sent[0].Bytes);

        _gatherer.Receive(1, Addresses.Of("198.51.100.66:3478"), answer, _now).ShouldBeFalse();
        _gatherer.Receive(2, Server, answer, _now).ShouldBeFalse();
        answer[12] ^= 1;
        _gatherer.Receive(1, Server, answer, _now).ShouldBeFalse();
        _gatherer.Receive(1, Server, [1, 2, 3], _now).ShouldBeFalse();
        _gatherer.TryTakeResult(out _).ShouldBeFalse();
    }

    [Fact]
    public void An_error_ends_the_question_and_is_told()
    {
        _gatherer.Ask(1, Server, "stun:s", _now);
        var writer = new StunWriter(new byte[128], StunMethod.Binding, StunClass.ErrorResponse, TransactionId.Read(_sent[0].Bytes.AsSpan(8)));
        writer.Add(StunAttributes.ErrorCode, StunErrors.BadRequest);

        _gatherer.Receive(1, Server, writer.Written, _now).ShouldBeTrue();

        _gatherer.TryTakeResult(out var result).ShouldBeTrue();
        result.ErrorCode.ShouldBe(400);
    }

    [Fact]
    public void Questions_leave_one_by_one()
    {
        for (var i = 0; i < 4; i++)
            _gatherer.Ask(i, Server, "stun:s", _now);
        _sent.Count.ShouldBe(1);

        for (var i = 2; i <= 4; i++)
        {
            _now += TimeSpan.FromMilliseconds(50);
            _gatherer.Advance(_now);
            _sent.Count.ShouldBe(i);
        }
    }

    [Fact]
    public void A_base_that_is_gone_asks_nothing()
    {
        _gatherer.Ask(1, Server, "stun:s", _now);
        _gatherer.RemoveBase(1);

        _gatherer.IsActive.ShouldBeFalse();
        _gatherer.Receive(1, Server, Answer(_sent[0].Bytes), _now).ShouldBeFalse();
    }

    private static byte[] Answer(byte[] request)
    {
        var writer = new StunWriter(new byte[128], StunMethod.Binding, StunClass.SuccessResponse, TransactionId.Read(request.AsSpan(8)));
        writer.Add(StunAttributes.XorMappedAddress, Mapped);
        return writer.Written.ToArray();
    }
}

using PeerCall.Stun;
using PeerCall.Turn.Client;

namespace PeerCall.Turn.Tests.Client;

public sealed class StunBindingTests
{
    private static readonly TransactionId Id = new(1, 2);
    private static readonly TransportAddress Mapped = FakeTurnServer.Address("[2001:db8::7]:40000");

    [Fact]
    public void The_mapped_address_is_what_the_server_sees()
    {
        var binding = new StunBinding(Id, TimeSpan.Zero);
        binding.Receive(Response(StunClass.SuccessResponse, Id)).ShouldBeTrue();

        binding.State.ShouldBe(StunBindingState.Succeeded);
        binding.MappedAddress.ShouldBe(Mapped);
        binding.Deadline.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void The_request_is_a_binding_request()
    {
        var binding = new StunBinding(Id, TimeSpan.Zero);

        StunMessage.TryParse(binding.Request.Span, out var request).ShouldBe(StunFault.None);
        request.Type.ShouldBe(new StunMessageType(StunMethod.Binding, StunClass.Request));
        request.TransactionId.ShouldBe(Id);
    }

    [Fact]
    public void A_refusal_is_told()
    {
        var binding = new StunBinding(Id, TimeSpan.Zero);
        binding.Receive(Response(StunClass.ErrorResponse, Id)).ShouldBeTrue();

        binding.State.ShouldBe(StunBindingState.Refused);
        binding.Error.ShouldBe(StunErrors.BadRequest);
    }

    [Fact]
    public void Answers_to_others_are_not_taken()
    {
        var binding = new StunBinding(Id, TimeSpan.Zero);

        binding.Receive(Response(StunClass.SuccessResponse, new TransactionId(1, 3))).ShouldBeFalse();
        binding.Receive([1, 2, 3]).ShouldBeFalse();
        binding.State.ShouldBe(StunBindingState.Waiting);
    }

    [Fact]
    public void A_silent_server_is_asked_seven_times_in_all()
    {
        var binding = new StunBinding(Id, TimeSpan.Zero);
        List<double> sent = [0];
        while (binding.State is StunBindingState.Waiting)
        {
            var now = binding.Deadline;
            if (binding.Advance(now))
                sent.Add(now.TotalSeconds);
        }

        sent.ShouldBe([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
        binding.State.ShouldBe(StunBindingState.TimedOut);
    }

    private static byte[] Response(StunClass responseClass, TransactionId id)
    {
        var writer = new StunWriter(new byte[128], StunMethod.Binding, responseClass, id);
        if (responseClass is StunClass.SuccessResponse)
            writer.Add(StunAttributes.XorMappedAddress, Mapped);
        else
            writer.Add(StunAttributes.ErrorCode, StunErrors.BadRequest);
        return writer.Written.ToArray();
    }
}

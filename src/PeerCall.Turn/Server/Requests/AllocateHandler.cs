using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Allocate (RFC 8656 §7.2): reads what is asked for, has it made, answers.</summary>
internal sealed class AllocateHandler(AllocationMaking making, Replies replies)
{
    /// <summary>Answers.</summary>
    public void Handle(scoped in TurnRequest request)
    {
        if (request.Allocation is { } existing)
        {
            if (existing.Answer.TransactionId == request.Message.TransactionId && existing.Credential.IsOf(request.User))
                Answer(in request, existing);
            else
                replies.Refuse(in request, StunErrors.AllocationMismatch);
        }
        else if (AllocateRequest.TryRead(request.Message, out var wanted) is { } malformed)
        {
            replies.Refuse(in request, malformed);
        }
        else if (making.TryMake(in request, in wanted, out var refusal) is { } made)
        {
            Answer(in request, made);
        }
        else
        {
            replies.Refuse(in request, refusal);
        }
    }

    private void Answer(scoped in TurnRequest request, Allocation allocation)
    {
        var answer = allocation.Answer;
        var response = replies.Success(in request);
        response.Add(StunAttributes.XorRelayedAddress, allocation.Facts.Relayed);
        if (!allocation.Facts.RelayedAdditional.IsNone)
            response.Add(StunAttributes.XorRelayedAddress, allocation.Facts.RelayedAdditional);
        response.Add(StunAttributes.Lifetime, answer.Lifetime);
        if (answer.ReservationToken is { } token)
            response.Add(StunAttributes.ReservationToken, token);
        response.Add(StunAttributes.XorMappedAddress, request.Client.Client);
        if (answer.AddressError is { } missing)
            response.Add(StunAttributes.AddressErrorCode, missing);
        Replies.Send(in request, ref response);
    }
}

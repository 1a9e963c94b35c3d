using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>
/// CreatePermission (RFC 8656 §10.2): one peer or several, all or none. The peers are read out of the message twice, to judge all before the first is
/// let in, so that their number needs no memory.
/// </summary>
internal sealed class CreatePermissionHandler(TurnServerShared shared, AllocationTable allocations, Replies replies)
{
    /// <summary>Answers.</summary>
    public void Handle(scoped in TurnRequest request)
    {
        if (request.Allocation is not { } allocation)
        {
            replies.Refuse(in request, StunErrors.AllocationMismatch);
            return;
        }
        if (Judge(request.Message, allocation, request.Now) is { } error)
        {
            replies.Refuse(in request, error);
            return;
        }
        Install(request.Message, allocation, request.Now);
        var response = replies.Success(in request);
        Replies.Send(in request, ref response);
    }

    private StunError? Judge(in StunMessage message, Allocation allocation, TimeSpan now)
    {
        // First, so that what is found now is still there when it is refreshed.
        allocation.Permissions.Sweep(now);
        var peers = 0;
        var added = 0;
        foreach (var attribute in message.Attributes)
        {
            if (attribute.Type is not StunAttributeType.XorPeerAddress)
                continue;
            if (!StunAttributes.XorPeerAddress.TryRead(attribute, message.TransactionId, out var peer))
                return StunErrors.BadRequest;
            if (allocation.RelayedFor(in peer) is null)
                return StunErrors.PeerAddressFamilyMismatch;
            if (shared.Peers.Address(in peer) is var verdict and not (PeerAddressVerdict.Allowed or PeerAddressVerdict.AllowedRelayed))
            {
                shared.Events.PeerDenied(allocation.Facts, in peer, verdict, isProven: true);
                return StunErrors.Forbidden;
            }
            peers++;
            if (allocation.Permissions.Find(in peer) is null)
                added++;
        }
        if (peers == 0)
            return StunErrors.BadRequest;
        return allocation.Permissions.HasRoom(added) ? null : StunErrors.InsufficientCapacity;
    }

    private void Install(in StunMessage message, Allocation allocation, TimeSpan now)
    {
        foreach (var attribute in message.Attributes)
        {
            if (StunAttributes.XorPeerAddress.TryRead(attribute, message.TransactionId, out var peer))
                allocation.Permissions.Install(in peer, now);
        }
        allocations.SweepLater(allocation, now);
    }
}

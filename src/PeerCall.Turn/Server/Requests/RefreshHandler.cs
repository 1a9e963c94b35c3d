using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>Refresh (RFC 8656 §8.2): extends an allocation, or one family of it, or ends it.</summary>
internal sealed class RefreshHandler(AllocationTable allocations, Replies replies)
{
    /// <summary>Answers.</summary>
    public void Handle(scoped in TurnRequest request)
    {
        if (request.Allocation is not { } allocation)
            replies.Refuse(in request, StunErrors.AllocationMismatch);
        else if ((RefreshRequest.TryRead(request.Message, out var wanted) ?? Judge(allocation, in wanted)) is { } error)
            replies.Refuse(in request, error);
        else
            Answer(in request, Apply(allocation, in wanted, request.Now));
    }

    private static StunError? Judge(Allocation allocation, in RefreshRequest wanted) => wanted.Family switch
    {
        StunAddressFamily.IPv4 when allocation.RelayedIPv4 is null => StunErrors.PeerAddressFamilyMismatch,
        StunAddressFamily.IPv6 when allocation.RelayedIPv6 is null => StunErrors.PeerAddressFamilyMismatch,
        null or StunAddressFamily.IPv4 or StunAddressFamily.IPv6 => null,
        _ => StunErrors.PeerAddressFamilyMismatch,
    };

    private uint Apply(Allocation allocation, in RefreshRequest wanted, TimeSpan now)
    {
        var lifetime = wanted.Lifetime is 0 ? 0 : AllocationLifetime.Grant(wanted.Lifetime);
        foreach (var ipv4 in (ReadOnlySpan<bool>)[true, false])
        {
            var isMeant = wanted.Family is null || (wanted.Family is StunAddressFamily.IPv4) == ipv4;
            if (!isMeant || (ipv4 ? allocation.RelayedIPv4 : allocation.RelayedIPv6) is null)
                continue;
            if (lifetime == 0)
                allocations.End(allocation, ipv4, AllocationEnd.Released, now);
            else
                allocations.Extend(allocation, ipv4, now + TimeSpan.FromSeconds(lifetime));
        }
        return lifetime;
    }

    private void Answer(scoped in TurnRequest request, uint lifetime)
    {
        var response = replies.Success(in request);
        response.Add(StunAttributes.Lifetime, lifetime);
        Replies.Send(in request, ref response);
    }
}

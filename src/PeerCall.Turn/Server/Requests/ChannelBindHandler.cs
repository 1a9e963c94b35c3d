using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>ChannelBind (RFC 8656 §12.2): makes or refreshes a channel binding, and the permission of its peer with it.</summary>
internal sealed class ChannelBindHandler(TurnServerShared shared, AllocationTable allocations, Replies replies)
{
    /// <summary>Answers.</summary>
    public void Handle(scoped in TurnRequest request)
    {
        if (request.Allocation is not { } allocation)
        {
            replies.Refuse(in request, StunErrors.AllocationMismatch);
            return;
        }
        var version = shared.LiveRelayed.Version;
        var peerIsRelayed = false;
        if ((ChannelBindRequest.TryRead(request.Message, out var wanted) ?? Judge(allocation, in wanted, request.Now, out peerIsRelayed)) is { } error)
        {
            replies.Refuse(in request, error);
            return;
        }
        var binding = Bind(allocation, in wanted, request.Now);
        binding.PeerIsRelayed = peerIsRelayed;
        binding.PeerSeenAt = version;
        var response = replies.Success(in request);
        Replies.Send(in request, ref response);
    }

    private StunError? Judge(Allocation allocation, in ChannelBindRequest wanted, TimeSpan now, out bool peerIsRelayed)
    {
        peerIsRelayed = false;
        if (allocation.RelayedFor(wanted.Peer) is null)
            return StunErrors.PeerAddressFamilyMismatch;
        allocation.Channels.Sweep(now);
        allocation.Permissions.Sweep(now);
        if (IsOtherwiseBound(allocation.Channels, in wanted))
            return StunErrors.BadRequest;
        var verdict = shared.Peers.Peer(wanted.Peer);
        if (verdict is not (PeerAddressVerdict.Allowed or PeerAddressVerdict.AllowedRelayed))
        {
            shared.Events.PeerDenied(allocation.Facts, wanted.Peer, verdict, isProven: true);
            return StunErrors.Forbidden;
        }
        peerIsRelayed = verdict is PeerAddressVerdict.AllowedRelayed;
        var isNew = allocation.Channels.Find(wanted.Number) is null;
        var needsPermission = allocation.Permissions.Find(wanted.Peer) is null;
        return (isNew && allocation.Channels.Count >= ChannelBindings.Capacity) || !allocation.Permissions.HasRoom(needsPermission ? 1 : 0)
            ? StunErrors.InsufficientCapacity
            : null;
    }

    /// <summary>Whether the number stands for another peer or the peer has another number, or had in the last minutes.</summary>
    private static bool IsOtherwiseBound(ChannelBindings channels, in ChannelBindRequest wanted) =>
        channels.Find(wanted.Number) is { } sameNumber ? sameNumber.Peer != wanted.Peer : channels.FindPeer(wanted.Peer) is not null;

    private ChannelBinding Bind(Allocation allocation, in ChannelBindRequest wanted, TimeSpan now)
    {
        var permission = allocation.Permissions.Install(wanted.Peer, now);
        var binding = allocation.Channels.Find(wanted.Number);
        if (binding is null)
        {
            binding = new ChannelBinding(wanted.Number, wanted.Peer, allocation.RelayedFor(wanted.Peer)!, permission);
            allocation.Channels.Add(binding);
        }
        binding.Permission = permission;
        binding.Expires = now + ChannelBinding.Lifetime;
        allocations.SweepLater(allocation, now);
        return binding;
    }
}

using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>Who decides which pair is used (RFC 8445 §4).</summary>
public enum IceRole
{
    /// <summary>The other end does.</summary>
    Controlled,

    /// <summary>This end does.</summary>
    Controlling,
}

/// <summary>The role of an agent and its tie-breaker; what to do when both ends have the same role (RFC 8445 §7.3.1.1).</summary>
internal sealed class RoleConflict(IceRole role, IIceRandom random)
{
    public IceRole Role { get; private set; } = role;

    public ulong TieBreaker { get; private set; } = random.NextUInt64();

    public bool IsControlling => Role is IceRole.Controlling;

    public void Assume(IceRole role) => Role = role;

    /// <summary>Looks at a request.</summary>
    /// <returns>False if it must be answered with 487; the role may have changed if not.</returns>
    public bool Accepts(in StunMessage request)
    {
        var sameRole = IsControlling
            ? request.TryGet(StunAttributes.IceControlling, out var theirs)
            : request.TryGet(StunAttributes.IceControlled, out theirs);
        if (!sameRole)
            return true;
        // The greater tie-breaker controls; of equal ones both answer 487, and both come back with new numbers.
        if (IsControlling == TieBreaker >= theirs)
            return false;
        Switch();
        return true;
    }

    /// <summary>A request that was sent in <paramref name="sentAs"/> was answered with 487 (RFC 8445 §7.2.5.1).</summary>
    /// <returns>Whether the role changed; it does not if it has changed since.</returns>
    public bool Refused(IceRole sentAs)
    {
        if (sentAs != Role)
            return false;
        Switch();
        TieBreaker = random.NextUInt64();
        return true;
    }

    private void Switch() => Role = IsControlling ? IceRole.Controlled : IceRole.Controlling;
}

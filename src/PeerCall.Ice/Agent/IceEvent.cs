namespace PeerCall.Ice;

/// <summary>What an agent tells its driver; see <see cref="IceAgent.TryTakeEvent"/>.</summary>
public abstract record IceEvent
{
    private protected IceEvent()
    {
    }
}

/// <summary>The state changed.</summary>
/// <param name="State">The new one.</param>
public sealed record ConnectionStateChanged(IceConnectionState State) : IceEvent;

/// <summary>Another pair is in use; from now on data goes there.</summary>
/// <param name="Path">The new one; null if there is none any more.</param>
public sealed record SelectedPairChanged(SelectedPath? Path) : IceEvent;

/// <summary>The role changed, by a role conflict or because the other end is a lite implementation.</summary>
/// <param name="Role">The new one.</param>
public sealed record RoleChanged(IceRole Role) : IceEvent;

/// <summary>The other end has not agreed to receive for 30 s: nothing may be sent on this pair any more (RFC 7675 §5.1).</summary>
/// <param name="Path">The pair it was about.</param>
public sealed record ConsentLost(SelectedPath Path) : IceEvent;

/// <summary>A <c>.local</c> name is to be resolved; the answer is <see cref="IceAgent.ResolveCandidate"/>, which may come late or never.</summary>
/// <param name="Token">To name it in the answer.</param>
/// <param name="Name">The name.</param>
public sealed record NameResolutionNeeded(int Token, string Name) : IceEvent;

/// <summary>The other end restarted, and this end followed: these are its new parameters, which belong in the answer.</summary>
/// <param name="Local">New parameters of this end.</param>
public sealed record RestartedByPeer(IceParameters Local) : IceEvent;

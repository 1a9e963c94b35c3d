using PeerCall.Stun;

namespace PeerCall.Turn.Server;

/// <summary>A request with all that a handler needs to know of it.</summary>
internal readonly ref struct TurnRequest
{
    /// <summary>The message.</summary>
    public StunMessage Message { get; init; }

    /// <summary>Who sent it.</summary>
    public FiveTuple Client { get; init; }

    /// <summary>The way back.</summary>
    public IClientPath Path { get; init; }

    /// <summary>When it came.</summary>
    public TimeSpan Now { get; init; }

    /// <summary>The client's allocation, if there is one.</summary>
    public Allocation? Allocation { get; init; }

    /// <summary>Who it is, once that is proven.</summary>
    public AuthenticatedUser User { get; init; }

    /// <summary>The same request of somebody known.</summary>
    public TurnRequest Of(AuthenticatedUser user) =>
        new() { Message = Message, Client = Client, Path = Path, Now = Now, Allocation = Allocation, User = user };
}

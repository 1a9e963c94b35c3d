namespace PeerCall.Turn.Server;

/// <summary>An allocation (RFC 8656 §3.2).</summary>
public sealed class Allocation
{
    /// <summary>Facts for events.</summary>
    public AllocationFacts Facts => throw new NotImplementedException();
}

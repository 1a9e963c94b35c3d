namespace PeerCall.Peer.Tests.Rooms;

/// <summary>Tests that measure the process or delays in it, and for that must have it to themselves: what others allocate would be counted, and their work would be taken for delays.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "Measured alone";
}

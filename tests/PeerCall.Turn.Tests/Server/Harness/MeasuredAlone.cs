namespace PeerCall.Turn.Tests.Server;

/// <summary>Tests that measure the whole process, and so run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "Measured alone";
}

using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Turn.Client.Hosting;

/// <summary>What became of <see cref="TurnClientConnection.ConnectAsync"/>.</summary>
/// <param name="Connection">The connection, with an allocation; null: it failed.</param>
/// <param name="Failure">Why it failed; null: it did not.</param>
public sealed record TurnConnectResult(TurnClientConnection? Connection, TurnFailure? Failure)
{
    /// <summary>Whether there is a connection.</summary>
    [MemberNotNullWhen(true, nameof(Connection))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Connection is not null;
}

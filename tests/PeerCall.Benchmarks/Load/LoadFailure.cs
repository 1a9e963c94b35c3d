namespace PeerCall.Benchmarks.Load;

/// <summary>What makes a run's numbers worthless: a lost, doubled, reordered or changed message, a closed connection, a server that does not start.</summary>
internal sealed class LoadFailure(string message) : Exception(message);

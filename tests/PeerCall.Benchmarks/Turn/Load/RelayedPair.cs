using PeerCall.Benchmarks.Load;
using PeerCall.Benchmarks.Turn.Relays;

namespace PeerCall.Benchmarks.Turn.Load;

/// <summary>Two sockets of the generator that send to each other.</summary>
/// <param name="One">The client.</param>
/// <param name="Other">Its peer.</param>
internal sealed record RelayedPair(PairEnd One, PairEnd Other) : IDisposable
{
    /// <summary>A client with an allocation and a peer: the server relays a packet once.</summary>
    /// <exception cref="LoadFailure">The server refused.</exception>
    public static RelayedPair Open(RelayProcess server, int number) => Join(PairEnd.Client(server, number), PairEnd.Peer);

    /// <summary>
    /// Two clients that reach each other by their relayed addresses, as in a call where both sides relay: the server relays a packet twice, and
    /// the generator sends and receives it once. So the generator has half the work of its server and cannot be the one that is saturated.
    /// </summary>
    /// <exception cref="LoadFailure">The server refused.</exception>
    public static RelayedPair OpenBothRelayed(RelayProcess server, int number) =>
        Join(PairEnd.Client(server, number * 2), () => PairEnd.Client(server, (number * 2) + 1));

    /// <summary>Without a server.</summary>
    public static RelayedPair OpenDirectly() => Join(PairEnd.Peer(), PairEnd.Peer);

    /// <inheritdoc/>
    public void Dispose()
    {
        One.Dispose();
        Other.Dispose();
    }

    private static RelayedPair Join(PairEnd one, Func<PairEnd> open)
    {
        PairEnd? other = null;
        try
        {
            other = open();
            one.Reach(other);
            other.Reach(one);
            return new RelayedPair(one, other);
        }
        catch
        {
            one.Dispose();
            other?.Dispose();
            throw;
        }
    }
}

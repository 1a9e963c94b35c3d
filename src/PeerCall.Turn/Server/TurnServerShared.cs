
namespace PeerCall.Turn.Server;

/// <summary>What the <see cref="TurnServer"/>s of one process share; safe from any thread.</summary>
public sealed class TurnServerShared
{
    /// <summary>Makes it. Randomness (nonce key, ports, tokens) comes from the system's cryptographic source.</summary>
    /// <param name="options">Checked by who made them.</param>
    /// <param name="wallClock">For the expiry of credentials and nonces.</param>
    /// <param name="events">Who is told.</param>
    public TurnServerShared(TurnServerOptions options, TimeProvider wallClock, ITurnServerEvents events) => throw new NotImplementedException();
}

using System.Net;
using PeerCall.Server.Rooms;
using PeerCall.Signaling;
using PeerCall.Signaling.Messages;
using PeerCall.Stun;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>
/// Tells clients what the embedded server has refused them (<c>relay-refused</c>, docs/protocol.md, section 6): browsers hide it from their pages. Who is told has proven by message integrity that the
/// request was her own. What comes within a second is collected.
/// </summary>
/// <param name="peers">Whom a user name stands for. Others than peers in rooms are not told, and cost nothing.</param>
/// <param name="clock">When.</param>
internal sealed class RelayRefusals(PeerDirectory peers, TimeProvider clock)
{
    /// <summary>One message in so long, for each peer.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    /// <summary>A client asks for several permissions at once: the first message waits for the others' refusals.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Collected> _collected = new(StringComparer.Ordinal);

    /// <summary>The cause code of a request that was refused to somebody known; null for what is no fault of the network or the server's configuration.</summary>
    /// <param name="method">Of the request.</param>
    /// <param name="code">The answer. RFC 8489 §14.8, RFC 8656 §19; 403 comes with its address.</param>
    public static string? CauseOf(StunMethod method, int code) => code switch
    {
        401 => CauseCodes.TurnExpired,
        441 => CauseCodes.TurnUnauthorized,
        486 => CauseCodes.TurnQuota,
        508 when method is StunMethod.Allocate => CauseCodes.TurnQuota,
        _ => null,
    };

    /// <summary>Takes a refusal. Under a relay's gate: nothing here waits.</summary>
    /// <param name="user">Whom it was refused to.</param>
    /// <param name="cause">Its cause code.</param>
    /// <param name="code">The STUN error code.</param>
    /// <param name="peer">The address that may not be relayed to; null with other causes.</param>
    public void Add(string user, string cause, int code, IPAddress? peer = null)
    {
        if (peers.Find(user) is null)
            return;
        lock (_gate)
        {
            if (!_collected.TryGetValue(user, out var collected))
            {
                _collected[user] = collected = new Collected();
                collected.Timer = clock.CreateTimer(_ => Tell(user), state: null, FirstDelay, Gap);
            }
            collected.Add(cause, code, peer?.ToString());
        }
    }

    private void Tell(string user)
    {
        RelayRefused? message;
        lock (_gate)
        {
            if (!_collected.TryGetValue(user, out var collected))
                return;
            message = collected.TakeOldest();
            if (message is null)
            {
                _collected.Remove(user);
                collected.Timer!.Dispose();
                return;
            }
        }
        peers.Find(user)?.Member.DeliverVolatile(OutgoingMessage.Create(message));
    }

    /// <summary>Refusals that a peer has not been told of: one for each cause.</summary>
    private sealed class Collected
    {
        private readonly List<(string Cause, int Code, List<string>? Peers)> _refusals = [];

        public ITimer? Timer { get; set; }

        public void Add(string cause, int code, string? peer)
        {
            var index = _refusals.FindIndex(refusal => refusal.Cause == cause);
            if (index < 0)
                _refusals.Add((cause, code, peer is null ? null : [peer]));
            else if (peer is not null && _refusals[index].Peers is { Count: < RelayRefused.MaxPeers } known && !known.Contains(peer, StringComparer.Ordinal))
                known.Add(peer);
        }

        public RelayRefused? TakeOldest()
        {
            if (_refusals.Count == 0)
                return null;
            var (cause, code, addresses) = _refusals[0];
            _refusals.RemoveAt(0);
            return new RelayRefused { Cause = cause, Code = code, Peers = addresses };
        }
    }
}

using PeerCall.Turn.Server;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>An allocation that has ended.</summary>
internal sealed record RelayUse(AllocationFacts Allocation, AllocationEnd Reason, RelayedTraffic Traffic, TimeSpan Duration);

/// <summary>What one user has had of the relay. The user of an ephemeral credential is a peer id, so this is a person in a room.</summary>
/// <param name="Live">Allocations at the moment.</param>
/// <param name="Made">Allocations so far.</param>
/// <param name="BytesToPeers">Sent for the user, by allocations that have ended.</param>
/// <param name="BytesFromPeers">Received for the user, by allocations that have ended.</param>
/// <param name="LastRefusal">Error code of the last refused request (RFC 8656 §19); null without.</param>
internal sealed record RelayAccount(int Live, int Made, long BytesToPeers, long BytesFromPeers, int? LastRefusal);

/// <summary>Counts the relay's use by user name. Users without an allocation are forgotten in the order in which they came, beyond some thousands.</summary>
internal sealed class RelayLedger
{
    private const int MaxUsers = 10_000;
    private static readonly RelayAccount Nothing = new(0, 0, 0, 0, LastRefusal: null);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RelayAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    private Action<RelayUse> _listeners = static _ => { };

    /// <summary>Has somebody told of every allocation that ends, on a thread of the pool.</summary>
    public void Subscribe(Action<RelayUse> listener)
    {
        lock (_gate)
            _listeners += listener;
    }

    /// <summary>The account of a user.</summary>
    public RelayAccount Of(string user)
    {
        lock (_gate)
            return _accounts.GetValueOrDefault(user, Nothing);
    }

    /// <summary>An allocation was made.</summary>
    public void Made(string user) => Change(user, static (account, _) => account with { Live = account.Live + 1, Made = account.Made + 1 }, 0);

    /// <summary>A request was refused.</summary>
    public void Refused(string user, int code) => Change(user, static (account, code) => account with { LastRefusal = code }, code);

    /// <summary>An allocation has ended.</summary>
    public void Ended(RelayUse use)
    {
        Change(
            use.Allocation.User,
            static (account, traffic) => account with
            {
                Live = account.Live - 1,
                BytesToPeers = account.BytesToPeers + traffic.BytesToPeers,
                BytesFromPeers = account.BytesFromPeers + traffic.BytesFromPeers,
            },
            use.Traffic);
        Volatile.Read(ref _listeners)(use);
    }

    private void Change<T>(string user, Func<RelayAccount, T, RelayAccount> change, T argument)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(user, out var account))
            {
                account = Nothing;
                _order.Enqueue(user);
                Forget();
            }
            _accounts[user] = change(account, argument);
        }
    }

    private void Forget()
    {
        // A user with an allocation goes to the end instead; each is looked at once.
        for (var looks = _order.Count; _accounts.Count >= MaxUsers && looks > 0; looks--)
        {
            var oldest = _order.Dequeue();
            if (_accounts.TryGetValue(oldest, out var account) && account.Live > 0)
                _order.Enqueue(oldest);
            else
                _accounts.Remove(oldest);
        }
    }
}

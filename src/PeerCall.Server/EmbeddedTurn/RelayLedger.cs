using PeerCall.Turn.Server;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>An allocation that has ended.</summary>
internal sealed record RelayUse(AllocationFacts Allocation, AllocationEnd Reason, RelayedTraffic Traffic, TimeSpan Duration);

/// <summary>What one user has had of the relay. The user of an ephemeral credential is a peer id, so this is a person in a room.</summary>
/// <param name="Live">Allocations at the moment.</param>
/// <param name="Made">Allocations so far.</param>
/// <param name="BytesToPeers">Sent for the user so far.</param>
/// <param name="BytesFromPeers">Received for the user so far.</param>
/// <param name="LastRefusal">Error code of the last refused request (RFC 8656 §19); null without.</param>
internal sealed record RelayAccount(int Live, int Made, long BytesToPeers, long BytesFromPeers, int? LastRefusal);

/// <summary>Counts the relay's use by user name. Users without an allocation are forgotten in the order in which they came, beyond some thousands.</summary>
internal sealed class RelayLedger
{
    private const int MaxUsers = 10_000;
    private static readonly RelayAccount Nothing = new(0, 0, 0, 0, LastRefusal: null);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    private Action<RelayUse> _listeners = static _ => { };

    /// <summary>Has somebody told of every allocation that ends, on a thread of the pool.</summary>
    public void Subscribe(Action<RelayUse> listener)
    {
        lock (_gate)
            _listeners += listener;
    }

    /// <summary>The account of a user, at this moment.</summary>
    public RelayAccount Of(string user)
    {
        lock (_gate)
            return _accounts.TryGetValue(user, out var account) ? account.Read() : Nothing;
    }

    /// <summary>An allocation was made. Before <see cref="Ended"/>: what lives is found by its number.</summary>
    public void Made(AllocationFacts allocation, ITrafficCounters counters)
    {
        lock (_gate)
        {
            var account = Find(allocation.User);
            account.Made++;
            account.Live.Add((allocation.Id, counters));
        }
    }

    /// <summary>A request was refused.</summary>
    public void Refused(string user, int code)
    {
        lock (_gate)
            Find(user).LastRefusal = code;
    }

    /// <summary>An allocation has ended.</summary>
    public void Ended(RelayUse use)
    {
        lock (_gate)
        {
            var account = Find(use.Allocation.User);
            account.Live.RemoveAll(live => live.Id == use.Allocation.Id);
            account.BytesToPeers += use.Traffic.BytesToPeers;
            account.BytesFromPeers += use.Traffic.BytesFromPeers;
        }
        Volatile.Read(ref _listeners)(use);
    }

    private Account Find(string user)
    {
        if (_accounts.TryGetValue(user, out var account))
            return account;
        _order.Enqueue(user);
        Forget();
        return _accounts[user] = new Account();
    }

    private void Forget()
    {
        // A user with an allocation goes to the end instead; each is looked at once.
        for (var looks = _order.Count; _accounts.Count >= MaxUsers && looks > 0; looks--)
        {
            var oldest = _order.Dequeue();
            if (_accounts.TryGetValue(oldest, out var account) && account.Live.Count > 0)
                _order.Enqueue(oldest);
            else
                _accounts.Remove(oldest);
        }
    }

    /// <summary>What is counted; bytes are those of allocations that have ended.</summary>
    private sealed class Account
    {
        public List<(long Id, ITrafficCounters Counters)> Live { get; } = [];

        public int Made { get; set; }

        public long BytesToPeers { get; set; }

        public long BytesFromPeers { get; set; }

        public int? LastRefusal { get; set; }

        public RelayAccount Read()
        {
            var (toPeers, fromPeers) = (BytesToPeers, BytesFromPeers);
            foreach (var (_, counters) in Live)
            {
                var traffic = counters.Traffic;
                toPeers += traffic.BytesToPeers;
                fromPeers += traffic.BytesFromPeers;
            }
            return new RelayAccount(Live.Count, Made, toPeers, fromPeers, LastRefusal);
        }
    }
}

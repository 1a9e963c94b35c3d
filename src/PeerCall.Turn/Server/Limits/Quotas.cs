namespace PeerCall.Turn.Server;

/// <summary>What a request for one more allocation meets.</summary>
internal enum QuotaVerdict
{
    /// <summary>It was counted.</summary>
    Counted,

    /// <summary>The user has as many as she may.</summary>
    UserFull,

    /// <summary>The server has as many as it may.</summary>
    ServerFull,
}

/// <summary>Counts allocations by user and in total, for all loops together; safe from any thread.</summary>
internal sealed class Quotas(int perUser, int total)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private int _total;

    /// <summary>How many are counted.</summary>
    public int Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <summary>Counts one more, or says why not.</summary>
    public QuotaVerdict Take(string user)
    {
        lock (_gate)
        {
            var count = _users.GetValueOrDefault(user);
            if (count >= perUser)
                return QuotaVerdict.UserFull;
            if (_total >= total)
                return QuotaVerdict.ServerFull;
            _users[user] = count + 1;
            _total++;
            return QuotaVerdict.Counted;
        }
    }

    /// <summary>Counts one less.</summary>
    public void Return(string user)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(user, out var count))
                throw new InvalidOperationException("Nothing is counted for this user.");
            _total--;
            if (count == 1)
                _users.Remove(user);
            else
                _users[user] = count - 1;
        }
    }
}

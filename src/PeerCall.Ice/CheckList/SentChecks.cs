using System.Runtime.InteropServices;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>
/// Every request whose answer may still come: those under way, and those that were replaced, since a late answer is an answer
/// (RFC 8445 §7.3.1.4). Pacing bounds their number.
/// </summary>
internal sealed class SentChecks
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<TransactionId, SentCheck> _checks = [];

    public int Count => _checks.Count;

    /// <summary>When <see cref="Sweep"/> has something to do.</summary>
    public TimeSpan SweepAt { get; private set; } = TimeSpan.MaxValue;

    public void Add(TransactionId id, SentCheck check)
    {
        if (_checks.Count == 0)
            SweepAt = check.SentAt + SweepInterval;
        _checks[id] = check;
    }

    /// <summary>The same request left again.</summary>
    public void Retransmitted(TransactionId id, TimeSpan now)
    {
        ref var check = ref CollectionsMarshal.GetValueRefOrNullRef(_checks, id);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref check))
            check = check with { SentAt = now, IsRetransmitted = true };
    }

    public bool TryGet(TransactionId id, out SentCheck check) => _checks.TryGetValue(id, out check);

    public void Remove(TransactionId id) => _checks.Remove(id);

    public void Forget(CandidatePair pair)
    {
        foreach (var (id, check) in _checks)
        {
            if (check.Pair == pair)
                _checks.Remove(id);
        }
    }

    public void Sweep(TimeSpan now)
    {
        if (now < SweepAt)
            return;
        foreach (var (id, check) in _checks)
        {
            if (check.SentAt + Lifetime <= now && check.Pair.Check?.Id != id)
                _checks.Remove(id);
        }
        SweepAt = _checks.Count == 0 ? TimeSpan.MaxValue : now + SweepInterval;
    }
}

/// <summary>A request that was sent.</summary>
/// <param name="Pair">The pair it is about.</param>
/// <param name="SentAt">When it was sent last.</param>
/// <param name="Role">The role it was sent in.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="IsRetransmitted">Whether it was sent more than once, so that its answer measures nothing (Karn).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SentCheck(CandidatePair Pair, TimeSpan SentAt, IceRole Role, CheckPurpose Purpose, bool IsRetransmitted = false);

/// <summary>What a request is for.</summary>
internal enum CheckPurpose
{
    /// <summary>To find out whether the pair works.</summary>
    Connectivity,

    /// <summary>To nominate it.</summary>
    Nomination,

    /// <summary>To keep consent fresh.</summary>
    Consent,
}

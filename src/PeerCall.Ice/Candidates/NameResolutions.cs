using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Ice;

/// <summary>The <c>.local</c> candidates whose names the driver is resolving. Bounded: a name costs a multicast query on the user's network.</summary>
internal sealed class NameResolutions
{
    private const int Max = 32;

    private readonly Dictionary<int, CandidateAttribute> _open = [];
    private int _lastToken;

    /// <summary>Begins one; false if there are too many, or the same is under way.</summary>
    public bool TryBegin(CandidateAttribute candidate, out int token)
    {
        token = 0;
        if (_open.Count >= Max)
            return false;
        foreach (var other in _open.Values)
        {
            if (other.Port == candidate.Port && string.Equals(other.Name, candidate.Name, StringComparison.OrdinalIgnoreCase))
                return false;
        }
        token = ++_lastToken;
        _open.Add(token, candidate);
        return true;
    }

    public bool TryEnd(int token, [NotNullWhen(true)] out CandidateAttribute? candidate) => _open.Remove(token, out candidate);

    /// <summary>Answers that still come are for a generation that is over.</summary>
    public void Clear() => _open.Clear();
}

namespace PeerCall.Sctp;

/// <summary>The streams that this side may open channels on: even for the DTLS client, odd for the server (RFC 8832 §6).</summary>
internal sealed class StreamIds(Func<ushort, bool> isTaken)
{
    /// <summary>65,535 stands for no stream (RFC 8832 §6).</summary>
    private const int End = ushort.MaxValue;

    private int _lowestFree;

    /// <summary>Whether this side is the DTLS client.</summary>
    public bool IsClient { get; private set; }

    public void Start(bool isClient)
    {
        IsClient = isClient;
        _lowestFree = isClient ? 0 : 1;
    }

    /// <summary>Whether the peer may open a channel on a stream.</summary>
    public bool IsOfPeer(ushort id) => id != End && (id % 2 == 0) != IsClient;

    /// <summary>The lowest free stream below the number that the association has, or null.</summary>
    public ushort? Take(int streams)
    {
        var end = Math.Min(streams, End);
        while (_lowestFree < end && isTaken((ushort)_lowestFree))
            _lowestFree += 2;
        return _lowestFree < end ? (ushort)_lowestFree : null;
    }

    public void Release(ushort id)
    {
        if (!IsOfPeer(id) && id < _lowestFree)
            _lowestFree = id;
    }
}

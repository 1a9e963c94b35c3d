namespace PeerCall.Server.ServerPeers.Hub;

/// <summary>
/// A hub as a pure machine: gives messages their order, and every receiver each of them once, as long as it keeps up. Has no clock and no channels. Not safe for several threads.
/// </summary>
internal sealed class HubOrder
{
    private readonly List<HubReceiver> _receivers = [];

    /// <summary>The greatest number given.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Lets somebody in who gets every message from now on.</summary>
    public HubReceiver Add(IHubOutput output)
    {
        var receiver = new HubReceiver(output);
        _receivers.Add(receiver);
        return receiver;
    }

    /// <summary>Lets somebody out.</summary>
    public void Remove(HubReceiver receiver) => _receivers.Remove(receiver);

    /// <summary>Gives a message to everybody. The caller has asked <see cref="HeldUntil"/> before.</summary>
    public void Publish(string from, ReadOnlySpan<byte> data, bool isText, TimeSpan now)
    {
        var frame = HubFrame.Create(++LastSeq, from, data, isText);
        foreach (var receiver in _receivers)
            receiver.Offer(in frame, now);
    }

    /// <summary>Until when senders are held back, if nobody takes anything until then; null if they are not.</summary>
    public TimeSpan? HeldUntil(TimeSpan now)
    {
        TimeSpan? latest = null;
        foreach (var receiver in _receivers)
        {
            if (receiver.HoldsUntil(now) is { } until && !(until <= latest))
                latest = until;
        }
        return latest;
    }
}

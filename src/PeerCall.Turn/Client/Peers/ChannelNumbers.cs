using PeerCall.Turn.Framing;

namespace PeerCall.Turn.Client.Peers;

/// <summary>
/// The channel numbers of one allocation. A number that was bound to one peer may not go to another until 5 minutes after the binding has ended
/// (RFC 8656 §12.1), or data of the one would be taken for the other's.
/// </summary>
internal sealed class ChannelNumbers
{
    /// <summary>How long a binding lives without being refreshed, plus the wait.</summary>
    public static readonly TimeSpan Quarantine = ChannelBinding.Lifetime + TimeSpan.FromMinutes(5);

    private readonly Queue<(ushort Number, TimeSpan FreeAt)> _returned = new();
    private int _next = ChannelData.FirstChannel;

    /// <summary>Takes a number; false if all are in use or have to wait.</summary>
    public bool TryTake(TimeSpan now, out ushort number)
    {
        number = 0;
        if (_next <= ChannelData.LastChannel)
        {
            number = (ushort)_next++;
            return true;
        }
        if (!_returned.TryPeek(out var oldest) || oldest.FreeAt > now)
            return false;
        number = _returned.Dequeue().Number;
        return true;
    }

    /// <summary>Gives a number back that may have been bound as late as <paramref name="now"/>.</summary>
    public void Return(ushort number, TimeSpan now) => _returned.Enqueue((number, now + Quarantine));
}

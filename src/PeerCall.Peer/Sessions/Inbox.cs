using PeerCall.Signaling;

namespace PeerCall.Peer.Sessions;

/// <summary>What was received of the sequenced messages, and when that has to be confirmed (docs/protocol.md, section 2.1).</summary>
internal sealed class Inbox
{
    private const int ConfirmBytes = 128 * 1024;

    private long _confirmed;
    private long _bytes;

    /// <summary>The greatest <c>seq</c> seen in this session; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Whether it is time to confirm.</summary>
    public bool IsConfirmationDue => Last - _confirmed >= ProtocolLimits.ConfirmEvery || _bytes >= ConfirmBytes;

    /// <summary>A new session.</summary>
    public void Reset()
    {
        Last = 0;
        Confirmed();
    }

    /// <summary>False for one that was seen before: such a message has to be ignored.</summary>
    public bool TryAccept(long seq, int bytes)
    {
        if (seq <= Last)
            return false;
        Last = seq;
        _bytes += bytes;
        return true;
    }

    /// <summary>Everything up to <see cref="Last"/> was confirmed just now.</summary>
    public void Confirmed()
    {
        _confirmed = Last;
        _bytes = 0;
    }
}

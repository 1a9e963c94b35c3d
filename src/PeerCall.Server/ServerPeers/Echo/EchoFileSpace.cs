namespace PeerCall.Server.ServerPeers.Echo;

/// <summary>How much disk all files together take that are on their way back, in the whole server.</summary>
internal sealed class EchoFileSpace
{
    /// <summary>Bytes.</summary>
    public const long Most = 512 << 20;

    private long _taken;

    /// <summary>Takes space, if there is as much; <see cref="Return"/> has to follow then.</summary>
    public bool TryTake(long size)
    {
        if (Interlocked.Add(ref _taken, size) <= Most)
            return true;
        Return(size);
        return false;
    }

    /// <summary>Gives it back.</summary>
    public void Return(long size) => Interlocked.Add(ref _taken, -size);
}

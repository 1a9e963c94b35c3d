namespace PeerCall.NetworkLab.Network;

/// <summary>Held while there is a lab: another run on this machine waits for it. It ends with the process, however that ends.</summary>
internal sealed class LabLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <summary>Takes it.</summary>
    /// <exception cref="TimeoutException">Another run has held it for ten minutes.</exception>
    public static async Task<LabLock> Take()
    {
        using var timer = new PeriodicTimer(Interval);
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return new LabLock(new FileStream($"/run/natlab-{Lab.Name}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                await timer.WaitForNextTickAsync();
            }
            catch (IOException held)
            {
                throw new TimeoutException("Another run has the network lab: wait for its end.", held);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}

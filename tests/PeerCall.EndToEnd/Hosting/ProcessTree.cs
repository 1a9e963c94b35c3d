using System.Globalization;
using System.Runtime.InteropServices;

namespace PeerCall.EndToEnd.Hosting;

/// <summary>A process and all below it, by /proc; signals to all of them.</summary>
internal static partial class ProcessTree
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    /// <summary>Asks one process to end (SIGTERM).</summary>
    public static void Terminate(int process) => _ = kill(process, Sigterm);

    /// <summary>Everything stands still, as on a machine that sleeps. Nothing is closed.</summary>
    public static void Freeze(int root) => Signal(Below(root), Sigstop);

    /// <summary>Everything goes on.</summary>
    public static void Thaw(int root) => Signal(Below(root), Sigcont);

    /// <summary>
    /// Ends all at one time. Frozen first: a process that outlives the others for a moment would close its connections with good manners.
    /// </summary>
    public static void Kill(int root)
    {
        var all = Below(root);
        Signal(all, Sigstop);
        Signal(all, Sigkill);
    }

    /// <summary>What one process takes of the machine's memory, pages of files included.</summary>
    public static long ResidentBytes(int process) =>
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private static List<int> Below(int root)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(static folder => Path.GetFileName(folder))
            .Where(static name => name.All(char.IsAsciiDigit))
            .Select(static name => int.Parse(name, CultureInfo.InvariantCulture))
            .ToLookup(ParentOf);
        List<int> found = [root];
        for (var i = 0; i < found.Count; i++)
            found.AddRange(children[found[i]]);
        return found;
    }

    /// <summary>0 for a process that has ended meanwhile.</summary>
    private static int ParentOf(int process)
    {
        try
        {
            // "pid (name) state parent …"; the name may hold spaces and brackets.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Signal(List<int> processes, int signal)
    {
        foreach (var process in processes)
            _ = kill(process, signal);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}

using System.Diagnostics;
using System.Net;

namespace PeerCall.Cli.Tests.Harness;

/// <summary>A network of its own, joined to this machine by one cable, that lets no UDP out (iproute2 and nftables, as root).</summary>
internal sealed class FilteredNamespace : IDisposable
{
    private readonly string _name = $"pc-{Environment.ProcessId}";
    private readonly string _cable = $"pc{Environment.ProcessId}";

    /// <summary>This machine's end. A network for documentation (RFC 5737): nobody's.</summary>
    public IPAddress Server { get; } = IPAddress.Parse("198.51.100.1");

    /// <summary>What runs a program inside.</summary>
    public string[] Wrapper => ["ip", "netns", "exec", _name];

    /// <summary>Why there can be none here; null if there can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    public FilteredNamespace()
    {
        Run("ip", "netns", "add", _name);
        Run("ip", "link", "add", _cable, "type", "veth", "peer", "name", "eth0", "netns", _name);
        Run("ip", "addr", "add", $"{Server}/30", "dev", _cable);
        Run("ip", "link", "set", _cable, "up");
        Run([.. Wrapper, "ip", "link", "set", "lo", "up"]);
        Run([.. Wrapper, "ip", "addr", "add", "198.51.100.2/30", "dev", "eth0"]);
        Run([.. Wrapper, "ip", "link", "set", "eth0", "up"]);
        Run([.. Wrapper, "nft", "add", "table", "inet", "filter"]);
        Run([.. Wrapper, "nft", "add", "chain", "inet", "filter", "output", "{ type filter hook output priority 0; }"]);
        Run([.. Wrapper, "nft", "add", "rule", "inet", "filter", "output", "meta", "l4proto", "udp", "drop"]);
    }

    public void Dispose()
    {
        Run("ip", "link", "del", _cable);
        Run("ip", "netns", "del", _name);
    }

    private static void Run(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', line)}: {error}");
    }

    private static string? FindObstacle()
    {
        var name = $"pc-try-{Environment.ProcessId}";
        try
        {
            Run("ip", "netns", "add", name);
            try
            {
                Run("ip", "netns", "exec", name, "nft", "add", "table", "inet", "filter");
            }
            finally
            {
                Run("ip", "netns", "del", name);
            }
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Network namespaces cannot be made here: {fault.Message}";
        }
    }
}

/// <summary>A test that needs <see cref="FilteredNamespace"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute() => Skip = FilteredNamespace.Obstacle;
}

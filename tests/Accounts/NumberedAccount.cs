using System.ComponentModel;
using System.Diagnostics;

namespace PeerCall.Accounts;

/// <summary>A number that belongs to no account, without a home folder (util-linux, user namespaces).</summary>
internal static class NumberedAccount
{
    /// <summary>What runs a program under it.</summary>
    public static IReadOnlyList<string> Wrapper { get; } = ["unshare", "--user", "--map-user=54321", "env", "--unset=HOME"];

    /// <summary>Why there can be none here; null if there can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    private static string? FindObstacle()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Wrapper[0], [.. Wrapper.Skip(1), "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"No process can be given a number here: {error.Trim()}";
        }
        catch (Win32Exception missing)
        {
            return $"unshare (util-linux) is not here: {missing.Message}";
        }
    }
}

/// <summary>A test that needs <see cref="NumberedAccount"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NumberedAccountFactAttribute : FactAttribute
{
    public NumberedAccountFactAttribute() => Skip = NumberedAccount.Obstacle;
}

using System.Diagnostics.CodeAnalysis;

namespace PeerCall.Server.EmbeddedTurn;

/// <summary>Reads a file of static users: a line <c>name:password</c> each; empty lines and those that begin with <c>#</c> are left out.</summary>
internal static class TurnUsers
{
    /// <summary>USERNAME has at most 508 bytes (RFC 8489 §14.3); no name of a person or a program comes near.</summary>
    private const int MaxName = 128;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="users">Name and password.</param>
    /// <param name="wrongLine">Number of the line that is wrong; null if the file cannot be read.</param>
    public static bool TryRead(string path, out IReadOnlyDictionary<string, string> users, out int? wrongLine)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        users = read;
        wrongLine = null;
        if (!TryReadLines(path, out var lines))
            return false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            // The password may have colons; the name may not, or it would look like an ephemeral one.
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon is > 0 and <= MaxName && colon < line.Length - 1 && read.TryAdd(line[..colon], line[(colon + 1)..]))
                continue;
            wrongLine = i + 1;
            return false;
        }
        return true;
    }

    private static bool TryReadLines(string path, [NotNullWhen(true)] out string[]? lines)
    {
        try
        {
            lines = File.ReadAllLines(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            lines = null;
            return false;
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PeerCall.Cli.Outcomes;
using PeerCall.Peer;

namespace PeerCall.Cli.Joining;

/// <summary>A file to send.</summary>
/// <param name="Source">The file.</param>
/// <param name="Transfer">Its name on the wire.</param>
internal sealed record OutgoingFile(DiskFileSource Source, string Transfer);

/// <summary>The files of <c>--send</c>, opened before anything else: a wrong path is said at once.</summary>
internal sealed class FileOutbox : IDisposable
{
    private const int TransferLength = 32;

    private readonly List<OutgoingFile> _files = [];

    public IReadOnlyList<OutgoingFile> Files => _files;

    /// <summary>Opens them.</summary>
    /// <exception cref="CommandFailure">A file cannot be read.</exception>
    public static FileOutbox Open(string room, IReadOnlyList<string> paths)
    {
        var outbox = new FileOutbox();
        try
        {
            foreach (var path in paths)
                outbox._files.Add(Open(room, path));
            return outbox;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            outbox.Dispose();
            throw new CommandFailure(ExitCodes.File, $"A file cannot be sent: {fault.Message}");
        }
    }

    /// <summary>The same for the same file in the same room, so that a receiver goes on with what it has, whichever run offers it; another once the file was changed.</summary>
    internal static string TransferOf(string room, string name, long size, DateTime changed)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{room}\n{name}\n{size}\n{changed.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..TransferLength];
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Source.Dispose();
    }

    private static OutgoingFile Open(string room, string path)
    {
        var source = new DiskFileSource(path);
        return new OutgoingFile(source, TransferOf(room, source.Name, source.Size, File.GetLastWriteTimeUtc(path)));
    }
}

namespace PeerCall.Server.Web;

/// <summary>
/// The one folder for state that outlasts a restart: the self-signed certificate, the Data Protection keys, sessions handed from a
/// stopping server to its successor. Key <c>Data</c> (<c>PEERCALL_DATA</c>); default: <c>peercall</c> under the account's local
/// application data. Whoever can read it can forge session tokens, so it is made with mode 0700.
/// </summary>
internal sealed class DataFolder
{
    /// <summary>Name of the configuration key.</summary>
    public const string Key = "Data";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private DataFolder(string path) => Path = path;

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Whether accounts other than the owner's may enter it (it was there before, and wider than 0700).</summary>
    public bool IsOpenToOthers => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & Others) != UnixFileMode.None;

    /// <summary>Finds or makes the folder and makes sure that it can be written.</summary>
    /// <exception cref="StartupFaultException">It cannot be made or written.</exception>
    public static DataFolder Open(IConfiguration configuration)
    {
        var configured = configuration[Key]?.Trim();
        var path = string.IsNullOrEmpty(configured) ? DefaultPath() : System.IO.Path.GetFullPath(configured);
        try
        {
            Create(path);
            var probe = System.IO.Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
            return new DataFolder(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupFaultException(
                $"{Key} is \"{path}\", which cannot be used ({error.Message.TrimEnd('.')}); it expects a folder that this account may make and write.",
                error);
        }
    }

    /// <summary>Path of a file in the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder inside this one, with the same mode, and returns its path.</summary>
    public string Folder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Create(path);
        return path;
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    private static string DefaultPath()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? System.IO.Path.Combine(local, "peercall")
            : throw new StartupFaultException($"{Key} is not set and this account has no home folder; it expects a folder that this account may make and write.");
    }
}

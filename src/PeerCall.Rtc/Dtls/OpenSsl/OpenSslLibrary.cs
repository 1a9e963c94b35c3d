using System.Reflection;
using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>
/// Finds OpenSSL 3: the same one that the runtime loads where it has loaded one, since two versions in one process would be one too many.
/// </summary>
internal static class OpenSslLibrary
{
    /// <summary>Names in <see cref="NativeMethods"/>; no files of these names exist.</summary>
    public const string Ssl = "peercall-ssl";

    /// <inheritdoc cref="Ssl"/>
    public const string Crypto = "peercall-crypto";

    private const ulong Oldest = 0x3000_0000;

    private static readonly Lazy<string?> Trouble = new(static () => FindTrouble(static names => FirstOf(names, out _), NativeMethods.OpenSSL_version_num));

    static OpenSslLibrary() => NativeLibrary.SetDllImportResolver(typeof(OpenSslLibrary).Assembly, Resolve);

    /// <summary>Makes sure that it is there.</summary>
    /// <exception cref="DtlsUnavailableException">It is missing or too old.</exception>
    public static void Require()
    {
        if (Trouble.Value is { } trouble)
            throw new DtlsUnavailableException(trouble);
    }

    /// <summary>What is wrong with the OpenSSL of this machine, as one sentence that says what to do; null: nothing.</summary>
    /// <param name="load">Whether one of these files can be loaded.</param>
    /// <param name="version">The version of the loaded library.</param>
    internal static string? FindTrouble(Func<IReadOnlyList<string>, bool> load, Func<ulong> version)
    {
        if (!load(Candidates("crypto")) || !load(Candidates("ssl")))
            return $"DTLS needs OpenSSL 3, which was not found: {HowToInstall()}.";
        try
        {
            return version() < Oldest ? $"DTLS needs OpenSSL 3.0 or later, and an older one was found: {HowToInstall()}." : null;
        }
        catch (EntryPointNotFoundException)
        {
            // 1.0 and LibreSSL.
            return $"DTLS needs OpenSSL 3.0 or later, and another library of that name was found: {HowToInstall()}.";
        }
    }

    /// <summary>Files to try, the most wanted first.</summary>
    /// <param name="part"><c>ssl</c> or <c>crypto</c>.</param>
    internal static IReadOnlyList<string> Candidates(string part)
    {
        if (OperatingSystem.IsWindows())
            return [RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? $"lib{part}-3-arm64.dll" : $"lib{part}-3-x64.dll", $"lib{part}-3.dll"];
        if (OperatingSystem.IsMacOS())
            return [$"lib{part}.3.dylib", $"/opt/homebrew/opt/openssl@3/lib/lib{part}.3.dylib", $"/usr/local/opt/openssl@3/lib/lib{part}.3.dylib"];
        List<string> names = [$"lib{part}.so.3", $"lib{part}.so.4"];
        // What tells the runtime which one to load tells it here, too.
        if (Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 } version)
            names.Insert(0, $"lib{part}.so.{version}");
        return names;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        var part = name switch
        {
            Ssl => "ssl",
            Crypto => "crypto",
            _ => null,
        };
        return part is not null && FirstOf(Candidates(part), out var handle) ? handle : 0;
    }

    private static bool FirstOf(IReadOnlyList<string> names, out nint handle)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out handle))
                return true;
        }
        handle = 0;
        return false;
    }

    private static string HowToInstall() => OperatingSystem.IsWindows() ? "install OpenSSL 3 and put its folder into PATH"
        : OperatingSystem.IsMacOS() ? "brew install openssl@3"
        : "install your system's OpenSSL 3 package (Debian: apt-get install libssl3)";
}

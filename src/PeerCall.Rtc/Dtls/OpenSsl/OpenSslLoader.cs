using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>The two libraries of OpenSSL.</summary>
internal readonly record struct OpenSslLibraries(nint Ssl, nint Crypto);

/// <summary>
/// Finds OpenSSL where the runtime finds it: the version that <c>CLR_OPENSSL_VERSION_OVERRIDE</c> names, then 3, then later ones. Both libraries
/// are of one version, or there would be two OpenSSLs in one process that do not know each other.
/// </summary>
internal sealed class OpenSslLoader
{
    private const uint OldestMajor = 3;
    private const string Override = "CLR_OPENSSL_VERSION_OVERRIDE";

    /// <summary>Loads a library by name; 0 if there is none.</summary>
    internal Func<string, nint> Load { get; init; } = static name => NativeLibrary.TryLoad(name, out var library) ? library : 0;

    /// <summary>The version number that libcrypto tells (OpenSSL_version_num); null if it is no OpenSSL.</summary>
    internal Func<nint, ulong?> Version { get; init; } = ReadVersion;

    /// <summary>The value of an environment variable.</summary>
    internal Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The system: its names of libraries.</summary>
    internal OSPlatform Platform { get; init; } =
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;

    /// <summary>Finds and loads.</summary>
    /// <exception cref="DtlsUnavailableException">There is none, or only one too old.</exception>
    internal OpenSslLibraries Open()
    {
        ulong? tooOld = null;
        foreach (var (sslName, cryptoName) in Names())
        {
            var crypto = Load(cryptoName);
            if (crypto == 0)
                continue;
            var version = Version(crypto);
            if (version is null || version >> 28 < OldestMajor)
            {
                tooOld ??= version;
                continue;
            }

            var ssl = Load(sslName);
            if (ssl != 0)
                return new OpenSslLibraries(ssl, crypto);
        }

        throw new DtlsUnavailableException(tooOld is { } found
            ? $"DTLS needs OpenSSL 3.0 or later, and this machine has {found >> 28}.{(found >> 20) & 0xFF}: {Advice()}."
            : $"DTLS needs OpenSSL 3.0 or later, and this machine has none: {Advice()}.");
    }

    private IEnumerable<(string Ssl, string Crypto)> Names()
    {
        if (Platform == OSPlatform.Windows)
        {
            var suffix = RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.Arm64 => "-arm64",
                Architecture.X86 => "",
                _ => "-x64",
            };
            yield return ($"libssl-3{suffix}.dll", $"libcrypto-3{suffix}.dll");
            yield return ($"libssl-4{suffix}.dll", $"libcrypto-4{suffix}.dll");
            yield break;
        }

        var versions = Environment(Override) is { Length: > 0 } asked ? new[] { asked, "3", "4" } : ["3", "4"];
        foreach (var version in versions)
        {
            if (Platform != OSPlatform.OSX)
            {
                yield return ($"libssl.so.{version}", $"libcrypto.so.{version}");
                continue;
            }

            yield return ($"libssl.{version}.dylib", $"libcrypto.{version}.dylib");
            foreach (var folder in new[] { "/opt/homebrew", "/usr/local" })
            {
                foreach (var formula in new[] { $"openssl@{version}", "openssl" })
                    yield return ($"{folder}/opt/{formula}/lib/libssl.{version}.dylib", $"{folder}/opt/{formula}/lib/libcrypto.{version}.dylib");
            }
        }
    }

    private string Advice() =>
        Platform == OSPlatform.Windows ? "install OpenSSL 3 and put its libssl-3 and libcrypto-3 libraries beside the program or into the PATH"
        : Platform == OSPlatform.OSX ? "install it with 'brew install openssl@3'"
        : "install the package libssl3 (Debian, Ubuntu), openssl-libs (Fedora) or libssl3 (Alpine)";

    private static unsafe ulong? ReadVersion(nint crypto) =>
        NativeLibrary.TryGetExport(crypto, "OpenSSL_version_num", out var function) ? ((delegate* unmanaged<CULong>)function)().Value : null;
}

using System.Runtime.InteropServices;
using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Dtls.OpenSsl;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class OpenSslLoaderTests
{
    private const ulong Version111 = 0x1010_1000;
    private const ulong Version30 = 0x3000_0130;

    [Fact]
    public void Without_OpenSSL_there_is_one_sentence_that_says_what_to_do()
    {
        var loader = new OpenSslLoader { Load = static _ => 0, Environment = static _ => null, Platform = OSPlatform.Linux };

        Should.Throw<DtlsUnavailableException>(() => _ = loader.Open()).Message
            .ShouldBe("DTLS needs OpenSSL 3.0 or later, and this machine has none: install the package libssl3 (Debian, Ubuntu), openssl-libs (Fedora) or libssl3 (Alpine).");
    }

    [Fact]
    public void One_too_old_is_named()
    {
        var loader = new OpenSslLoader { Load = static name => name.Length, Version = static _ => Version111, Environment = static _ => "1.1", Platform = OSPlatform.Linux };

        Should.Throw<DtlsUnavailableException>(() => _ = loader.Open()).Message.ShouldContain("this machine has 1.1:");
    }

    [Fact]
    public void The_version_that_the_runtime_is_told_comes_first_and_both_libraries_are_of_one()
    {
        List<string> asked = [];
        var loader = new OpenSslLoader
        {
            Load = name =>
            {
                asked.Add(name);
                // 9 has one of the two only.
                return name is "libcrypto.so.9" or "libcrypto.so.4" or "libssl.so.4" ? name.Length : 0;
            },
            Version = static _ => Version30,
            Environment = static name => name == "CLR_OPENSSL_VERSION_OVERRIDE" ? "9" : null,
            Platform = OSPlatform.Linux,
        };

        loader.Open();

        asked.ShouldBe(["libcrypto.so.9", "libssl.so.9", "libcrypto.so.3", "libcrypto.so.4", "libssl.so.4"]);
    }

    [Fact]
    public void The_names_of_other_systems_are_known()
    {
        foreach (var (platform, name) in new[] { (OSPlatform.OSX, "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib"), (OSPlatform.Windows, "libcrypto-3-x64.dll") })
        {
            List<string> asked = [];
            var loader = new OpenSslLoader { Load = file => { asked.Add(file); return 0; }, Environment = static _ => null, Platform = platform };

            Should.Throw<DtlsUnavailableException>(() => _ = loader.Open());

            if (platform == OSPlatform.OSX || RuntimeInformation.ProcessArchitecture == Architecture.X64)
                asked.Contains(name, StringComparer.Ordinal).ShouldBeTrue();
        }
    }

    [Fact]
    public void An_engine_without_its_library_says_so_when_it_is_used()
    {
        var engine = new OpenSslDtlsEngine(static () => throw new DtlsUnavailableException("none"));

        Should.Throw<DtlsUnavailableException>(engine.Prepare);
    }
}

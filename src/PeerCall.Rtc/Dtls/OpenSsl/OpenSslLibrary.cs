using System.Reflection;
using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>OpenSSL in this process: loaded once, with the one context that all associations are made from.</summary>
internal static class OpenSslLibrary
{
    private static readonly Lazy<DtlsContext> Shared = new(Open);
    private static OpenSslLibraries _libraries;

    /// <summary>The context. Making one costs about a millisecond, and nothing in it belongs to one peer.</summary>
    /// <exception cref="DtlsUnavailableException">OpenSSL is missing or too old.</exception>
    internal static DtlsContext Context => Shared.Value;

    private static DtlsContext Open()
    {
        _libraries = new OpenSslLoader().Open();
        NativeLibrary.SetDllImportResolver(typeof(OpenSslLibrary).Assembly, Resolve);
        // Without a handler at exit: it would free what other threads still use. The runtime does the same.
        return Ssl.Initialize(Ssl.NoAtExit, 0) == 1 ? new DtlsContext() : throw new DtlsUnavailableException("OpenSSL cannot be initialised: see its configuration file, openssl.cnf.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        Ssl.Name => _libraries.Ssl,
        Crypto.Name => _libraries.Crypto,
        _ => 0,
    };
}

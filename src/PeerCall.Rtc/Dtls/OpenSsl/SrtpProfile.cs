using System.Runtime.InteropServices;

namespace PeerCall.Rtc.Dtls.OpenSsl;

/// <summary>SRTP protection profiles (RFC 5764 §4.1.2, RFC 7714 §14.2) by the registry's names.</summary>
internal static unsafe class SrtpProfile
{
    /// <summary>The one that the handshake agreed on; null if none.</summary>
    internal static string? Selected(nint ssl)
    {
        var profile = (Layout*)Ssl.SelectedSrtpProfile(ssl);
        return profile is null
            ? null
            : profile->Id.Value switch
            {
                0x0001 => "SRTP_AES128_CM_HMAC_SHA1_80",
                0x0007 => "SRTP_AEAD_AES_128_GCM",
                0x0008 => "SRTP_AEAD_AES_256_GCM",
                _ => Marshal.PtrToStringUTF8(profile->Name),
            };
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Layout
    {
        internal readonly nint Name;
        internal readonly CULong Id;
    }
}

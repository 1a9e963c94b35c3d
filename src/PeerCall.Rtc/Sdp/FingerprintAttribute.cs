using System.Globalization;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Sdp;

/// <summary><c>a=fingerprint</c> (RFC 8122 §5).</summary>
internal static class FingerprintAttribute
{
    /// <summary>Reads the value. False for what is malformed.</summary>
    /// <param name="value">Hash and bytes.</param>
    /// <param name="fingerprint">In the form of <see cref="CertificateFingerprint"/>; null for a hash that is too weak (RFC 8122 §5: SHA-256 is what implementations share) or not known.</param>
    public static bool TryParse(ReadOnlySpan<char> value, out CertificateFingerprint? fingerprint)
    {
        fingerprint = null;
        var space = value.IndexOf(' ');
        if (space <= 0)
            return false;
        var algorithm = value[..space].ToString().ToLowerInvariant();
        var bytes = value[(space + 1)..].Trim(' ');
        if (!IsHexadecimal(bytes))
            return false;
        var length = algorithm switch
        {
            "sha-256" => 32,
            "sha-384" => 48,
            "sha-512" => 64,
            _ => 0,
        };
        if (length == 0)
            return true;
        if (bytes.Length != length * 3 - 1)
            return false;
        fingerprint = new CertificateFingerprint(algorithm, bytes.ToString().ToUpper(CultureInfo.InvariantCulture));
        return true;
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> bytes)
    {
        if (bytes.Length % 3 != 2)
            return false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i % 3 == 2 ? bytes[i] != ':' : !char.IsAsciiHexDigit(bytes[i]))
                return false;
        }
        return true;
    }
}

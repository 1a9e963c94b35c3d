using System.Security.Cryptography;

namespace PeerCall.Rtc.Dtls;

/// <summary>A hash of a certificate, as a description carries it (RFC 8122 §5).</summary>
/// <param name="Algorithm">Lower case: <c>sha-256</c>.</param>
/// <param name="Value">Upper case hexadecimal bytes with colons between them.</param>
public readonly record struct CertificateFingerprint(string Algorithm, string Value)
{
    // The strongest first. SHA-1 and MD5 are not among them: a certificate with a wanted hash can be made for both.
    private static readonly string[] Known = ["sha-512", "sha-384", "sha-256"];

    /// <summary>Hashes a certificate.</summary>
    /// <param name="algorithm"><c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>.</param>
    /// <param name="certificate">DER.</param>
    /// <exception cref="ArgumentException">Another algorithm.</exception>
    public static CertificateFingerprint Compute(string algorithm, ReadOnlySpan<byte> certificate)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        var length = algorithm switch
        {
            "sha-256" => SHA256.HashData(certificate, hash),
            "sha-384" => SHA384.HashData(certificate, hash),
            "sha-512" => SHA512.HashData(certificate, hash),
            _ => throw new ArgumentException($"The hash {algorithm} is not known.", nameof(algorithm)),
        };
        return new CertificateFingerprint(algorithm, Format(hash[..length]));
    }

    /// <summary>
    /// Whether a certificate is one of those that a description promised: of its fingerprints those with the strongest hash known here count, and one of them
    /// has to match (RFC 8122 §5). With weak or unknown hashes alone none does.
    /// </summary>
    public static bool IsPromised(ReadOnlySpan<byte> certificate, IReadOnlyList<CertificateFingerprint> promised)
    {
        ArgumentNullException.ThrowIfNull(promised);
        foreach (var algorithm in Known)
        {
            var counts = false;
            foreach (var fingerprint in promised)
            {
                if (!string.Equals(fingerprint.Algorithm, algorithm, StringComparison.OrdinalIgnoreCase))
                    continue;
                counts = true;
                if (string.Equals(Compute(algorithm, certificate).Value, fingerprint.Value, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
            if (counts)
                return false;
        }
        return false;
    }

    private static string Format(ReadOnlySpan<byte> hash) => string.Create(
        hash.Length * 3 - 1,
        hash,
        static (text, bytes) =>
        {
            const string digits = "0123456789ABCDEF";
            for (var i = 0; i < bytes.Length; i++)
            {
                text[3 * i] = digits[bytes[i] >> 4];
                text[3 * i + 1] = digits[bytes[i] & 15];
                if (i > 0)
                    text[3 * i - 1] = ':';
            }
        });
}

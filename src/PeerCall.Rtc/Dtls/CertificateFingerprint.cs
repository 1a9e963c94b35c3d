using System.Security.Cryptography;

namespace PeerCall.Rtc.Dtls;

/// <summary>A hash of a certificate, as a description carries it (RFC 8122 §5).</summary>
/// <param name="Algorithm">Lower case: <c>sha-256</c>.</param>
/// <param name="Value">Upper case hexadecimal bytes with colons between them.</param>
public readonly record struct CertificateFingerprint(string Algorithm, string Value)
{
    private const int MaxAlgorithmLength = 32;
    private const int MaxHashSize = 64;

    /// <summary>
    /// Whether a certificate is accepted by this hash: sha-256, sha-384 and sha-512 are. Others are read, as a description may carry them
    /// beside these, but nothing is ever accepted by them; sha-1 and md5 are broken (RFC 8122 §5, RFC 8827 §6.5).
    /// </summary>
    public bool IsAcceptable => HashSize(Algorithm) > 0;

    /// <summary>Reads the value of <c>a=fingerprint</c>: <c>sha-256 AB:CD:…</c>, in any case of letters.</summary>
    /// <returns>False if it is not of that form, or is of another length than its hash has.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out CertificateFingerprint fingerprint)
    {
        fingerprint = default;
        text = text.Trim();
        var space = text.IndexOf(' ');
        if (space is <= 0 or > MaxAlgorithmLength)
            return false;
        var algorithm = text[..space];
        foreach (var letter in algorithm)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '-')
                return false;
        }

        Span<byte> hash = stackalloc byte[MaxHashSize];
        var length = ReadBytes(text[space..].TrimStart(), hash);
        var name = algorithm.ToString().ToLowerInvariant();
        var expected = HashSize(name);
        if (length == 0 || (expected > 0 && length != expected))
            return false;
        fingerprint = new CertificateFingerprint(name, Format(hash[..length]));
        return true;
    }

    /// <summary>The hash of a certificate.</summary>
    /// <param name="algorithm"><c>sha-256</c>, <c>sha-384</c> or <c>sha-512</c>, in any case of letters.</param>
    /// <param name="certificate">DER.</param>
    /// <exception cref="ArgumentException">The algorithm is none of these.</exception>
    public static CertificateFingerprint Compute(string algorithm, ReadOnlySpan<byte> certificate)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        var name = algorithm.ToLowerInvariant();
        if (HashSize(name) == 0)
            throw new ArgumentException($"A fingerprint is sha-256, sha-384 or sha-512, not {algorithm}.", nameof(algorithm));
        Span<byte> hash = stackalloc byte[MaxHashSize];
        return new CertificateFingerprint(name, Format(hash[..Hash(name, certificate, hash)]));
    }

    /// <summary>As a description carries it.</summary>
    public override string ToString() => $"{Algorithm} {Value}";

    /// <summary>Bytes of an acceptable hash; 0 if it is none.</summary>
    internal static int HashSize(string? algorithm) => algorithm switch
    {
        "sha-256" => SHA256.HashSizeInBytes,
        "sha-384" => SHA384.HashSizeInBytes,
        "sha-512" => SHA512.HashSizeInBytes,
        _ => 0,
    };

    private static int Hash(string algorithm, ReadOnlySpan<byte> data, Span<byte> destination) => algorithm switch
    {
        "sha-256" => SHA256.HashData(data, destination),
        "sha-384" => SHA384.HashData(data, destination),
        _ => SHA512.HashData(data, destination),
    };

    private static string Format(ReadOnlySpan<byte> hash)
    {
        Span<char> text = stackalloc char[MaxHashSize * 3];
        for (var i = 0; i < hash.Length; i++)
        {
            Convert.TryToHexString(hash.Slice(i, 1), text[(i * 3)..], out _);
            text[(i * 3) + 2] = ':';
        }

        return text[..((hash.Length * 3) - 1)].ToString();
    }

    private static int ReadBytes(ReadOnlySpan<char> text, Span<byte> destination)
    {
        // Two digits each and a colon between: a length that leaves two over.
        if (text.Length % 3 != 2 || text.Length > (destination.Length * 3) - 1)
            return 0;
        var count = 0;
        for (var i = 0; i < text.Length; i += 3)
        {
            if (!char.IsAsciiHexDigit(text[i]) || !char.IsAsciiHexDigit(text[i + 1]) || (i + 2 < text.Length && text[i + 2] != ':'))
                return 0;
            destination[count++] = (byte)((Digit(text[i]) << 4) | Digit(text[i + 1]));
        }

        return count;
    }

    private static int Digit(char letter) => char.IsAsciiDigit(letter) ? letter - '0' : (letter | 0x20) - 'a' + 10;
}

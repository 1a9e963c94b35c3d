namespace PeerCall.Rtc.Dtls;

/// <summary>
/// What a description promised about a certificate. Of several hashes the strongest one known counts, and one match of it is enough
/// (RFC 8122 §5); a description without an acceptable hash matches nothing.
/// </summary>
internal sealed class PromisedFingerprints
{
    private readonly string? _algorithm;
    private readonly string[] _values;

    internal PromisedFingerprints(IReadOnlyList<CertificateFingerprint> fingerprints)
    {
        foreach (var fingerprint in fingerprints)
        {
            var algorithm = fingerprint.Algorithm?.ToLowerInvariant();
            if (CertificateFingerprint.HashSize(algorithm) > CertificateFingerprint.HashSize(_algorithm))
                _algorithm = algorithm;
        }

        _values =
        [
            .. fingerprints
                .Where(fingerprint => _algorithm is not null && string.Equals(fingerprint.Algorithm, _algorithm, StringComparison.OrdinalIgnoreCase))
                .Select(static fingerprint => fingerprint.Value ?? ""),
        ];
    }

    /// <summary>Whether this certificate (DER) was promised.</summary>
    internal bool Match(ReadOnlySpan<byte> certificate) =>
        _algorithm is not null
        && _values.Contains(CertificateFingerprint.Compute(_algorithm, certificate).Value, StringComparer.OrdinalIgnoreCase);
}

namespace PeerCall.Rtc.Dtls;

/// <summary>A hash of a certificate, as a description carries it (RFC 8122 §5).</summary>
/// <param name="Algorithm">Lower case: <c>sha-256</c>.</param>
/// <param name="Value">Upper case hexadecimal bytes with colons between them.</param>
public readonly record struct CertificateFingerprint(string Algorithm, string Value);

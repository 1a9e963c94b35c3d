using PeerCall.Ice;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Negotiation;

/// <summary>What our descriptions say about our transport.</summary>
/// <param name="Ice">Parameters of the present generation.</param>
/// <param name="Fingerprint">Of our certificate.</param>
/// <param name="Candidates">Found so far.</param>
/// <param name="IsComplete">Whether these are all.</param>
internal sealed record LocalTransport(
    IceParameters Ice, CertificateFingerprint Fingerprint, IReadOnlyList<LocalCandidate> Candidates, bool IsComplete);

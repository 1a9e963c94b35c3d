using PeerCall.Rtc.Dtls;
using PeerCall.Rtc.Sdp;

namespace PeerCall.Rtc.Negotiation;

/// <summary>Looks at the other end's sections: which one carries data channels, and whether all of them fit what was agreed on before.</summary>
internal static class RemoteSections
{
    /// <summary>The section for data channels: the first that its writer wants; -1: there is none.</summary>
    public static int DataIndex(SdpDescription description)
    {
        for (var i = 0; i < description.Media.Count; i++)
        {
            if (description.Media[i] is { IsData: true, IsRejected: false })
                return i;
        }
        return -1;
    }

    /// <summary>
    /// The section with what it may leave to the one whose transport it shares: attributes of the categories IDENTICAL and TRANSPORT
    /// are in the tagged section alone once a bundle has been agreed on (RFC 8859 §4, RFC 8843 §7.1.3). What it says itself counts.
    /// </summary>
    public static MediaDescription WithTransport(SdpDescription description, int index)
    {
        var media = description.Media[index];
        if (description.TaggedSectionOf(media) is not { } tagged)
            return media;
        var sharesTransport = media.Ice is null || media.Ice == tagged.Ice;
        return media with
        {
            Ice = media.Ice ?? tagged.Ice,
            Fingerprints = media.Fingerprints.Count > 0 ? media.Fingerprints : tagged.Fingerprints,
            Setup = media.Setup ?? tagged.Setup,
            TlsId = media.TlsId ?? tagged.TlsId,
            IsTrickle = media.IsTrickle || tagged.IsTrickle,
            Candidates = sharesTransport && media.Candidates.Count == 0 ? tagged.Candidates : media.Candidates,
            IsEndOfCandidates = media.IsEndOfCandidates || (sharesTransport && tagged.IsEndOfCandidates),
        };
    }

    /// <summary>Whether an offer may follow what both ends had before (RFC 9429 §5.2.2, §5.8).</summary>
    public static NegotiationFault? CheckOffer(SdpDescription offer, NegotiatedDescription? before, NegotiatedDescription? ours)
    {
        if (before is null || ours is null)
            return null;
        var known = before.Content.Media;
        if (offer.Media.Count < known.Count)
            return Refuse("The offer has fewer media sections than were negotiated before.");
        for (var i = 0; i < known.Count; i++)
        {
            // A section that one end rejected may be used for anything else.
            if (known[i].IsRejected || ours.Content.Media[i].IsRejected)
                continue;
            if (offer.Media[i].Kind != known[i].Kind || offer.Media[i].Mid != known[i].Mid)
                return Refuse("A media section is not the one that was negotiated at its place.");
        }
        return null;
    }

    /// <summary>Whether an answer belongs to our offer.</summary>
    public static NegotiationFault? CheckAnswer(SdpDescription answer, SdpDescription offer)
    {
        if (answer.Media.Count != offer.Media.Count)
            return Refuse("The answer has not as many media sections as the offer.");
        for (var i = 0; i < offer.Media.Count; i++)
        {
            var theirs = answer.Media[i];
            if (theirs.Kind != offer.Media[i].Kind || (theirs.Mid is not null && theirs.Mid != offer.Media[i].Mid))
                return Refuse("A media section of the answer is not the one that was offered at its place.");
            if (theirs is { IsRejected: false } && offer.Media[i].IsRejected)
                return Refuse("The answer accepts a media section that was not offered.");
            if (offer.Media[i].IsData && theirs is { IsData: false, IsRejected: false })
                return Refuse("The answer makes something else of the section for data channels.");
        }
        return null;
    }

    /// <summary>Whether the section's transport can be used with the association that there is, if there is one.</summary>
    public static NegotiationFault? CheckTransport(MediaDescription data, AssociationIdentity? established)
    {
        if (data.Ice is not { } ice)
            return Refuse("The section for data channels has no ICE parameters.");
        if (!ice.IsValid)
            return Refuse("The section for data channels has malformed ICE parameters.");
        if (data.Fingerprints.Count == 0)
            return Refuse("The section for data channels has no certificate fingerprint of SHA-256 or stronger.");
        if (established is null)
            return null;
        return established.IsSame(data)
            ? null
            : Refuse("The description asks for a new DTLS association by another fingerprint or tls-id; that needs a new peer connection.");
    }

    private static NegotiationFault Refuse(string text) => new(RtcErrorCode.InvalidAccess, text);
}

/// <summary>What names the other end of a DTLS association (RFC 8842 §4): if it changes, another association is meant.</summary>
/// <param name="Fingerprints">The certificate.</param>
/// <param name="TlsId">Chosen by the other end; null if it says none.</param>
internal sealed record AssociationIdentity(IReadOnlyList<CertificateFingerprint> Fingerprints, string? TlsId)
{
    public bool IsSame(MediaDescription data)
    {
        if (TlsId is not null && data.TlsId is not null && TlsId != data.TlsId)
            return false;
        return data.Fingerprints.Count == Fingerprints.Count && data.Fingerprints.All(Fingerprints.Contains);
    }
}

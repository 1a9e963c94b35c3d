using System.Globalization;
using PeerCall.Ice;
using PeerCall.Rtc.Sdp;

namespace PeerCall.Rtc.Negotiation;

/// <summary>Makes our sections.</summary>
internal static class LocalSections
{
    /// <summary>Bytes of a message that this end takes.</summary>
    public const long MaxMessageSize = 262144;

    /// <summary>A new section for data channels.</summary>
    public static MediaDescription NewData(string mid) => new()
    {
        Kind = MediaDescription.Application,
        Protocol = "UDP/DTLS/SCTP",
        Formats = "webrtc-datachannel",
        Mid = mid,
        Form = DataSectionForm.Current,
        SctpPort = MediaDescription.DefaultSctpPort,
    };

    /// <summary>A section for data channels in the form of another, with our transport.</summary>
    public static MediaDescription Data(MediaDescription form, LocalTransport transport, DtlsSetup setup, string? tlsId) => new()
    {
        Kind = form.Kind,
        Protocol = form.Protocol,
        // In the legacy form the port is the format.
        Formats = form.Form is DataSectionForm.Legacy ? MediaDescription.DefaultSctpPort.ToString(CultureInfo.InvariantCulture) : form.Formats,
        Mid = form.Mid,
        Ice = transport.Ice,
        IsTrickle = true,
        Candidates = ToAttributes(transport.Candidates),
        IsEndOfCandidates = transport.IsComplete,
        Fingerprints = [transport.Fingerprint],
        Setup = setup,
        TlsId = tlsId,
        Form = form.Form,
        SctpPort = MediaDescription.DefaultSctpPort,
        MaxMessageSize = MaxMessageSize,
    };

    /// <summary>A section that is not used, as the answer to another, or in an offer after it.</summary>
    public static MediaDescription Rejected(MediaDescription other) => new()
    {
        Kind = other.Kind,
        Port = 0,
        Protocol = other.Protocol,
        Formats = other.Formats,
        Mid = other.Mid,
        Form = other.Form,
    };

    /// <summary>The description with the candidates that are known by now, as <c>localDescription</c> shows it (RFC 9429 §4.1.13).</summary>
    public static SdpDescription WithCandidates(NegotiatedDescription description, LocalTransport transport)
    {
        if (description.Data is not { } data)
            return description.Content;
        var media = description.Content.Media.ToArray();
        // Candidates of another generation than the description's would be misunderstood.
        if (data.Ice == transport.Ice)
            media[description.DataIndex] = data with { Candidates = ToAttributes(transport.Candidates), IsEndOfCandidates = transport.IsComplete };
        return description.Content with { Media = media };
    }

    /// <summary>The first number that names no section yet.</summary>
    public static string UnusedMid(HashSet<string> used)
    {
        var number = 0;
        while (used.Contains(number.ToString(CultureInfo.InvariantCulture)))
            number++;
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static CandidateAttribute[] ToAttributes(IReadOnlyList<LocalCandidate> candidates)
    {
        var attributes = new CandidateAttribute[candidates.Count];
        for (var i = 0; i < attributes.Length; i++)
            attributes[i] = candidates[i].ToAttribute(null);
        return attributes;
    }
}

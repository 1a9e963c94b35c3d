using System.Globalization;
using System.Text;
using PeerCall.Ice;

namespace PeerCall.Rtc.Sdp;

/// <summary>Writes our own descriptions, in the order of RFC 9429 §5.2.1.</summary>
internal static class SdpWriter
{
    public static string Write(SdpDescription description)
    {
        var text = new StringBuilder(1024);
        text.Append("v=0\r\n");
        text.Append(CultureInfo.InvariantCulture, $"o=- {description.SessionId} {description.SessionVersion} IN IP4 127.0.0.1\r\n");
        text.Append("s=-\r\nt=0 0\r\n");
        foreach (var group in description.BundleGroups)
        {
            text.Append("a=group:BUNDLE");
            foreach (var mid in group)
                text.Append(' ').Append(mid);
            text.Append("\r\n");
        }
        if (description.IsIceLite)
            text.Append("a=ice-lite\r\n");
        foreach (var media in description.Media)
            Write(media, text);
        return text.ToString();
    }

    private static void Write(MediaDescription media, StringBuilder text)
    {
        var address = DefaultCandidate(media) is { } candidate ? candidate.Address.ToIPAddress() : null;
        var port = media.Port == 0 ? 0 : DefaultCandidate(media)?.Port ?? 9;
        text.Append(CultureInfo.InvariantCulture, $"m={media.Kind} {port} {media.Protocol} {media.Formats}\r\n");
        text.Append("c=IN ").Append(address?.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IP6 " : "IP4 ");
        text.Append(address?.ToString() ?? "0.0.0.0").Append("\r\n");
        if (media.Mid is not null)
            text.Append("a=mid:").Append(media.Mid).Append("\r\n");
        if (media.IsBundleOnly)
            text.Append("a=bundle-only\r\n");
        if (media.IsRejected)
        {
            // Nothing flows there, in either direction.
            if (!media.IsData)
                text.Append("a=inactive\r\n");
            return;
        }
        WriteTransport(media, text);
        WriteData(media, text);
    }

    private static void WriteTransport(MediaDescription media, StringBuilder text)
    {
        foreach (var candidate in media.Candidates)
            text.Append("a=").Append(candidate).Append("\r\n");
        if (media.IsEndOfCandidates)
            text.Append("a=end-of-candidates\r\n");
        if (media.Ice is { } ice)
        {
            text.Append("a=ice-ufrag:").Append(ice.UsernameFragment).Append("\r\n");
            text.Append("a=ice-pwd:").Append(ice.Password).Append("\r\n");
        }
        if (media.IsTrickle)
            text.Append("a=ice-options:trickle\r\n");
        foreach (var fingerprint in media.Fingerprints)
            text.Append("a=fingerprint:").Append(fingerprint.Algorithm).Append(' ').Append(fingerprint.Value).Append("\r\n");
        if (media.Setup is { } setup)
            text.Append("a=setup:").Append(setup.ToWord()).Append("\r\n");
        if (media.TlsId is not null)
            text.Append("a=tls-id:").Append(media.TlsId).Append("\r\n");
    }

    private static void WriteData(MediaDescription media, StringBuilder text)
    {
        if (media.Form is DataSectionForm.Current)
            text.Append(CultureInfo.InvariantCulture, $"a=sctp-port:{media.SctpPort}\r\n");
        else if (media.Form is DataSectionForm.Legacy)
            text.Append(CultureInfo.InvariantCulture, $"a=sctpmap:{media.SctpPort} webrtc-datachannel 65535\r\n");
        if (media.IsData)
            text.Append(CultureInfo.InvariantCulture, $"a=max-message-size:{media.MaxMessageSize}\r\n");
    }

    /// <summary>The one that works most likely with a peer without ICE (RFC 8839 §4.2.1.2): relayed before server-reflexive before host, IPv4 first.</summary>
    private static CandidateAttribute? DefaultCandidate(MediaDescription media)
    {
        CandidateAttribute? best = null;
        foreach (var candidate in media.Candidates)
        {
            if (candidate is { IsUdp: true, Name: null } && (best is null || Rank(candidate) > Rank(best)))
                best = candidate;
        }
        return media.IsRejected ? null : best;
    }

    private static int Rank(CandidateAttribute candidate) =>
        (int)candidate.Type * 2 + (candidate.Address.IsIPv4 ? 1 : 0);
}

using System.Globalization;
using SIPSorcery.Net;

namespace PeerCall.Peer.SipSorcery.Descriptions;

/// <summary>Offers that SIPSorcery does not make by itself: a section for data beside sections for media that were negotiated without one.</summary>
internal static class DataSection
{
    private const string Bundle = "a=group:BUNDLE";

    /// <summary>Adds the section to an offer that has none.</summary>
    public static string AddTo(string offer, RTCPeerConnection connection)
    {
        if (offer.Contains("\nm=application ", StringComparison.Ordinal))
            return offer;
        var lines = offer.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var mid = FreeMid(lines);
        var ice = connection.GetRtpChannel();
        string[] section =
        [
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            $"a=ice-ufrag:{ice.LocalIceUser}",
            $"a=ice-pwd:{ice.LocalIcePassword}",
            "a=ice-options:trickle",
            $"a=fingerprint:{connection.DtlsCertificateFingerprint}",
            "a=setup:actpass",
            $"a=mid:{mid}",
            "a=sctp-port:5000",
            $"a=max-message-size:{RemoteDescription.LargestMessage}",
        ];
        return string.Join("\r\n", lines.Select(line => line.StartsWith(Bundle, StringComparison.Ordinal) ? $"{line} {mid}" : line).Concat(section)) + "\r\n";
    }

    /// <summary>An offer leaves the DTLS role open (RFC 8842 §5.2), also where it is settled already; SIPSorcery would write the settled one.</summary>
    public static string LeaveRoleOpen(string offer) =>
        string.Join("\r\n", offer.Split("\r\n").Select(static line => line.StartsWith("a=setup:", StringComparison.Ordinal) ? "a=setup:actpass" : line));

    private static string FreeMid(string[] lines)
    {
        var number = lines.Count(static line => line.StartsWith("m=", StringComparison.Ordinal));
        while (lines.Contains(string.Create(CultureInfo.InvariantCulture, $"a=mid:{number}"), StringComparer.Ordinal))
            number++;
        return number.ToString(CultureInfo.InvariantCulture);
    }
}

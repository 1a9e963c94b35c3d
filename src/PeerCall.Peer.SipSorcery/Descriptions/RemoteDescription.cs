using System.Globalization;
using PeerCall.Rtc;

namespace PeerCall.Peer.SipSorcery.Descriptions;

/// <summary>What has to be known of the other end's description before SIPSorcery gets it.</summary>
/// <param name="Sdp">The text, without TCP candidates: SIPSorcery would take them for UDP.</param>
/// <param name="HasData">It has a section for data that is not rejected.</param>
/// <param name="UsernameFragment">Of its first section or of the session.</param>
/// <param name="MaxMessageSize">Bytes of a message that the other end takes.</param>
internal sealed record RemoteDescription(string Sdp, bool HasData, string UsernameFragment, int MaxMessageSize)
{
    /// <summary>What SIPSorcery sends at most in one message, and says that it takes.</summary>
    public const int LargestMessage = 262_144;

    /// <summary>Where a description does not say it (RFC 8841 §6.1).</summary>
    public const int DefaultMaxMessageSize = 65_536;

    /// <summary>Reads the text.</summary>
    /// <exception cref="RtcException">It has no sections, or no ICE credentials.</exception>
    public static RemoteDescription Read(string sdp)
    {
        var lines = sdp.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!lines.Any(static line => line.StartsWith("m=", StringComparison.Ordinal)))
            throw new RtcException(RtcErrorCode.Syntax, "The description has no sections.");
        if (Value(lines, "a=ice-ufrag:") is not { Length: > 0 } fragment)
            throw new RtcException(RtcErrorCode.InvalidAccess, "The description has no ICE credentials.");
        var hasData = lines.Any(static line => line.StartsWith("m=application ", StringComparison.Ordinal) && !line.StartsWith("m=application 0 ", StringComparison.Ordinal));
        return new RemoteDescription(string.Join("\r\n", lines.Where(static line => !IsTcpCandidate(line))) + "\r\n", hasData, fragment, MessageSize(lines));
    }

    private static string? Value(string[] lines, string attribute) =>
        lines.FirstOrDefault(line => line.StartsWith(attribute, StringComparison.Ordinal))?[attribute.Length..];

    private static bool IsTcpCandidate(string line) => line.StartsWith("a=candidate:", StringComparison.Ordinal) && line.Contains(" tcp ", StringComparison.OrdinalIgnoreCase);

    private static int MessageSize(string[] lines)
    {
        if (!ulong.TryParse(Value(lines, "a=max-message-size:"), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return DefaultMaxMessageSize;
        // 0: any size (RFC 8841 §6).
        return size is 0 or > LargestMessage ? LargestMessage : (int)size;
    }
}

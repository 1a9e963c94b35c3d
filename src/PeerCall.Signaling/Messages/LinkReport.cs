using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerCall.Signaling.Messages;

/// <summary>
/// How one end sees its link (docs/protocol.md, section 6): the <c>stats</c> of a <see cref="Report"/>. Whatever is read is within the bounds of that section; a receiver takes every text in it for a
/// stranger's all the same.
/// </summary>
[JsonConverter(typeof(LinkReportConverter))]
public sealed record LinkReport
{
    /// <summary>An <c>RTCPeerConnectionState</c> (W3C webrtc §4.3.3).</summary>
    public required string State { get; init; }

    /// <summary>A code of <see cref="CauseCodes"/>; null while there is none, or where it is not known.</summary>
    public string? Cause { get; init; }

    /// <summary>The reporting end's candidate of the selected pair. Null, as <see cref="Remote"/>, while no pair was ever selected.</summary>
    public ReportedCandidate? Local { get; init; }

    /// <summary>The other end's, as the reporting end sees it.</summary>
    public ReportedCandidate? Remote { get; init; }

    /// <summary>The reporting end takes no other way than a relay. Null: not.</summary>
    public bool? RelayOnly { get; init; }

    /// <summary>The reporting end has stopped sending its picture on this link, because the network is too weak. Null: not.</summary>
    public bool? Paused { get; init; }

    /// <summary>Round-trip time. Milliseconds.</summary>
    public double? RoundTripMs { get; init; }

    /// <summary>Variation of the packets' arrival. Milliseconds.</summary>
    public double? JitterMs { get; init; }

    /// <summary>Packets of media lost on the way here, 0 to 100.</summary>
    public double? LossPercent { get; init; }

    /// <summary>From the first description to the first connection. Milliseconds.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>ICE restarts so far.</summary>
    public int? Restarts { get; init; }

    /// <summary>What this end sends, over the last reading. kbit/s.</summary>
    public double? SendKbps { get; init; }

    /// <summary>What this end receives, over the last reading. kbit/s.</summary>
    public double? ReceiveKbps { get; init; }

    /// <summary>Sent over the selected pair's transport, in total. Bytes.</summary>
    public long? BytesSent { get; init; }

    /// <summary>Received over the selected pair's transport, in total. Bytes.</summary>
    public long? BytesReceived { get; init; }

    /// <summary>Reads <c>stats</c> as they stand in a message. Never throws.</summary>
    /// <param name="utf8">One JSON object, at most <see cref="ProtocolLimits.MaxReportBytes"/> bytes.</param>
    /// <returns>Null if it is not of the form, or out of its bounds.</returns>
    public static LinkReport? TryRead(ReadOnlySpan<byte> utf8)
    {
        // Utf8JsonReader has no other way to say "not JSON", or "half of a surrogate pair".
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ProtocolLimits.MaxDepth });
            return reader.Read() && LinkReportReader.Read(ref reader) is { } report && !reader.Read() ? report : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A candidate in a <see cref="LinkReport"/>; words of W3C webrtc-stats.</summary>
public sealed record ReportedCandidate
{
    /// <summary><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>udp</c> or <c>tcp</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>How this end reaches its TURN server: <c>udp</c>, <c>tcp</c> or <c>tls</c>; null for what is not relayed.</summary>
    public string? RelayProtocol { get; init; }

    /// <summary>That TURN server, <c>host:port</c>.</summary>
    public string? RelayServer { get; init; }

    /// <summary>The candidate's network, in the form of <see cref="ShortAddress"/>; null where it is not known, or hidden behind an mDNS name.</summary>
    public string? Address { get; init; }
}

using PeerCall.Ice;
using PeerCall.Rtc.Dtls;
using PeerCall.Sctp;

namespace PeerCall.Rtc.Transport;

/// <summary>What a transport knows at one moment; <c>Stats/</c> makes W3C's report of it.</summary>
internal sealed record TransportStatistics
{
    /// <summary>Pairs and candidates.</summary>
    public required IceStatistics Ice { get; init; }

    /// <summary>ICE role.</summary>
    public required IceRole IceRole { get; init; }

    /// <summary>ICE state.</summary>
    public required IceConnectionState IceState { get; init; }

    /// <summary>This end's user name fragment.</summary>
    public required string IceLocalUsernameFragment { get; init; }

    /// <summary>How often another pair was selected.</summary>
    public required int SelectedPairChanges { get; init; }

    /// <summary>DTLS state.</summary>
    public required DtlsState DtlsState { get; init; }

    /// <summary>Whether this end is the DTLS client; null before that is known.</summary>
    public required bool? IsDtlsClient { get; init; }

    /// <summary>What the handshake agreed on.</summary>
    public required DtlsParameters? Dtls { get; init; }

    /// <summary>This end's certificate, DER; empty: not told.</summary>
    public ReadOnlyMemory<byte> LocalCertificate { get; init; }

    /// <summary>Datagrams and bytes over all pairs.</summary>
    public required long PacketsSent { get; init; }

    /// <inheritdoc cref="PacketsSent"/>
    public required long PacketsReceived { get; init; }

    /// <inheritdoc cref="PacketsSent"/>
    public required long BytesSent { get; init; }

    /// <inheritdoc cref="PacketsSent"/>
    public required long BytesReceived { get; init; }

    /// <summary>SCTP; null before there is an association.</summary>
    public required SctpStatistics? Sctp { get; init; }

    /// <summary>All channels, closed ones excepted.</summary>
    public required IReadOnlyList<DataChannel> Channels { get; init; }

    /// <summary>Channels opened so far, and closed so far (W3C RTCPeerConnectionStats).</summary>
    public required int ChannelsOpened { get; init; }

    /// <inheritdoc cref="ChannelsOpened"/>
    public required int ChannelsClosed { get; init; }
}
